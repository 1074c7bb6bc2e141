/**
 * What every call to a vendor goes through: one way to send it, one set of typed errors. The vendors' operations stand in
 * the sub-packages; what they are used for does not.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.keelson.clients;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
