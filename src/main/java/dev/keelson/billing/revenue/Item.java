package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One price of a subscription.
 *
 * @param amount of a billing period, in minor units; null where it depends on use
 * @param interval {@code day}, {@code week}, {@code month} or {@code year}
 * @param count of how many intervals a billing period is
 * @param discounts of this item alone
 */
record Item(
        @Nullable String product,
        @Nullable BigDecimal amount,
        String interval,
        long count,
        List<DiscountRef> discounts) {
    /** Digits after the point that are kept where a year is no whole number of billing periods. */
    private static final int SCALE = 20;

    static Item from(JsonNode item) {
        var amount = item.path("amount");
        return new Item(
                item.path("product").asString(null),
                amount.isString() ? new BigDecimal(amount.stringValue()) : null,
                item.path("interval").asString(""),
                Math.max(1, item.path("count").asLong(1)),
                DiscountRef.all(item.path("discounts")));
    }

    /** Whether it can be said what it will bring. */
    boolean counts() {
        return amount != null && perYear() > 0;
    }

    BigDecimal yearly() {
        return amount == null ? BigDecimal.ZERO : yearly(amount);
    }

    /** What an amount of each billing period is in a year. */
    BigDecimal yearly(BigDecimal ofPeriod) {
        var ofYears = ofPeriod.multiply(BigDecimal.valueOf(perYear()));
        return count == 1 ? ofYears : ofYears.divide(BigDecimal.valueOf(count), SCALE, RoundingMode.HALF_UP);
    }

    private int perYear() {
        return switch (interval) {
            case "day" -> 365;
            case "week" -> 52;
            case "month" -> 12;
            case "year" -> 1;
            default -> 0;
        };
    }
}
