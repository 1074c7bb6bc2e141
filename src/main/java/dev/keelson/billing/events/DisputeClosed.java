package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A dispute is decided.
 *
 * @param dispute Stripe's id
 * @param times that of its opening
 * @param status how, in Stripe's words: {@code won}, {@code lost}; null where that is not known
 */
public record DisputeClosed(
        UserId user, String dispute, int times, @Nullable String status) {}
