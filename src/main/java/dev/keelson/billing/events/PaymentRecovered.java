package dev.keelson.billing.events;

import dev.keelson.shared.UserId;

/**
 * What could not be collected is paid.
 *
 * @param invoice Stripe's id
 */
public record PaymentRecovered(UserId user, String invoice) {}
