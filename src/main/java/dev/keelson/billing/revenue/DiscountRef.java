package dev.keelson.billing.revenue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A discount that a subscription or an item had.
 *
 * @param shown what it is, where the subscription's event showed it; null where it only named it
 */
record DiscountRef(String id, @Nullable Discount shown) {
    static List<DiscountRef> all(JsonNode discounts) {
        return discounts.valueStream().map(DiscountRef::from).toList();
    }

    private static DiscountRef from(JsonNode discount) {
        String id = discount.path("id").asString("");
        var coupon = discount.path("coupon");
        return new DiscountRef(
                id,
                coupon.isObject()
                        ? new Discount(Coupon.from(coupon), time(discount.path("start")), time(discount.path("end")))
                        : null);
    }

    private static @Nullable Instant time(JsonNode seconds) {
        return seconds.isIntegralNumber() ? Instant.ofEpochSecond(seconds.longValue()) : null;
    }
}
