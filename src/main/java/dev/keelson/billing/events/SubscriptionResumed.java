package dev.keelson.billing.events;

import dev.keelson.shared.UserId;

/**
 * A subscription that rested goes on.
 *
 * @param subscription Stripe's id
 * @param times that of its pause
 */
public record SubscriptionResumed(UserId user, String subscription, int times) {}
