package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import java.time.YearMonth;

/**
 * A card that a user pays with is about to expire.
 *
 * @param paymentMethod Stripe's id
 * @param expires the last month in which it can be used
 */
public record CardExpiring(UserId user, String paymentMethod, YearMonth expires) {}
