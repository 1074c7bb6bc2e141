/**
 * How much a caller may ask of the API: how often, how large and how slowly. It knows paths and callers, not what is done for
 * them; the webhooks have limits of their own, and a vendor's limits are the clients' business.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package dev.keelson.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
