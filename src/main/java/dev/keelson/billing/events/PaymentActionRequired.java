package dev.keelson.billing.events;

import dev.keelson.shared.UserId;

/**
 * A payment waits for its payer, who has to confirm it at their bank.
 *
 * @param invoice Stripe's id
 * @param attempts how often Stripe has tried
 */
public record PaymentActionRequired(UserId user, String invoice, long attempts) {}
