package dev.keelson.billing.revenue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A coupon that somebody has for a time.
 *
 * @param start null where that is not known: from when it is named on
 * @param end null where it has none; the first moment without it
 */
record Discount(
        Coupon coupon, @Nullable Instant start, @Nullable Instant end) {
    /** Whether it holds at the end of what ends then. */
    boolean holdsUntil(Instant close) {
        return (start == null || start.isBefore(close)) && (end == null || !end.isBefore(close));
    }
}
