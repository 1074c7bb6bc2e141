/**
 * The append-only audit log: who did what to whom, when. It says nothing about whether they were allowed to.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.keelson.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
