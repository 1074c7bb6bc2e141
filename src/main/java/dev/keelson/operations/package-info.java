/**
 * What operators look at: the audit log, and whether module events get through. It shows what other modules publish and does
 * none of their work.
 */
@ApplicationModule(allowedDependencies = {"shared", "audit"})
@NullMarked
package dev.keelson.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
