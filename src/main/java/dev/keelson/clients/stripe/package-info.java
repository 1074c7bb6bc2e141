/**
 * Stripe's API: the operations that we use, answered as the JSON that Stripe sent, and its errors as ours. What a customer or
 * a subscription means to us is billing's business.
 */
@NamedInterface("stripe")
@NullMarked
package dev.keelson.clients.stripe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
