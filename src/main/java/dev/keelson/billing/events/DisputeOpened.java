package dev.keelson.billing.events;

import dev.keelson.shared.UserId;

/**
 * A payer has told their bank that a payment was not right.
 *
 * @param dispute Stripe's id
 * @param times grows where it is taken up again
 */
public record DisputeOpened(UserId user, String dispute, int times) {}
