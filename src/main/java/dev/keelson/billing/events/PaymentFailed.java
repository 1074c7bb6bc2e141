package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stripe could not collect an invoice; told of each attempt.
 *
 * @param invoice Stripe's id
 * @param subscription Stripe's id; null where the invoice is of none
 * @param attempts how often Stripe has tried
 * @param keptUntil when the user loses what is not paid; null where that is not about to happen
 */
public record PaymentFailed(
        UserId user,
        String invoice,
        @Nullable String subscription,
        long attempts,
        @Nullable Instant keptUntil) {}
