package dev.keelson.billing.events;

import dev.keelson.shared.UserId;

/**
 * A subscription is over.
 *
 * @param subscription Stripe's id
 */
public record SubscriptionEnded(UserId user, String subscription) {}
