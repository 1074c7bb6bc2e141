package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a discount takes off. Stripe lets nobody change that afterwards.
 *
 * @param percentOff from 0 to 100; null where it is an amount
 * @param amountOff of each billing period, in minor units
 * @param recurring whether it is for more than one invoice
 * @param products to what it applies; to everything where there are none
 */
record Coupon(
        @Nullable BigDecimal percentOff, @Nullable BigDecimal amountOff, boolean recurring, Set<String> products) {

    /** From Stripe's object, or what is kept of it in the history. */
    static Coupon from(JsonNode coupon) {
        return new Coupon(
                decimal(coupon.path("percent_off")),
                decimal(coupon.path("amount_off")),
                !coupon.path("duration").asString("").equals("once"),
                coupon.path("applies_to")
                        .path("products")
                        .valueStream()
                        .map(product -> product.asString(""))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    boolean appliesTo(Item item) {
        return products.isEmpty() || (item.product() != null && products.contains(item.product()));
    }

    private static @Nullable BigDecimal decimal(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        return value.isString() ? new BigDecimal(value.stringValue()) : null;
    }
}
