/**
 * Usage on its way to Stripe's meters: whoever uses something metered is told here in the same transaction, and Stripe learns of
 * it once. What usage costs, and who may use how much, is decided elsewhere.
 */
@NamedInterface("meters")
@NullMarked
package dev.keelson.billing.meters;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
