/**
 * Feature flags: which features are on, for whom, and for what share of the users. It does not know what the features are.
 */
@ApplicationModule(allowedDependencies = {"auth", "audit", "shared"})
@NullMarked
package dev.keelson.flags;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
