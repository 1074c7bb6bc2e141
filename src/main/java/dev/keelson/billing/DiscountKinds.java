package dev.keelson.billing;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Coupons, the codes that stand for them, and who has them. Until 2025-08-27.basil codes and discounts showed the whole coupon
 * in {@code coupon}; since 2025-09-30.clover its id stands in {@code promotion} and {@code source}.
 */
final class DiscountKinds {
    static final MirrorKind COUPON = MirrorKind.of(MirrorTable.COUPONS)
            .texts("name", "currency", "duration")
            .decimal("percent_off")
            .numbers("amount_off", "duration_in_months", "max_redemptions", "times_redeemed")
            .times("redeem_by")
            .flags("valid")
            .build();

    static final MirrorKind PROMOTION_CODE = MirrorKind.of(MirrorTable.PROMOTION_CODES)
            .text("stripe_coupon_id", code -> coupon(code, "promotion"))
            .id("stripe_customer_id", "customer")
            .texts("code")
            .flags("active")
            .times("expires_at")
            .numbers("max_redemptions", "times_redeemed")
            .flag(
                    "first_time_transaction",
                    code -> StripeJson.flag(code.path("restrictions"), "first_time_transaction"))
            .number("minimum_amount", code -> StripeJson.number(code.path("restrictions"), "minimum_amount"))
            .text(
                    "minimum_amount_currency",
                    code -> StripeJson.text(code.path("restrictions"), "minimum_amount_currency"))
            .keepingOfTheErased(Books::mark)
            .build();

    static final MirrorKind DISCOUNT = MirrorKind.of(MirrorTable.DISCOUNTS)
            .id("stripe_customer_id", "customer")
            .id("stripe_subscription_id", "subscription")
            .text("stripe_coupon_id", discount -> coupon(discount, "source"))
            .id("stripe_promotion_code_id", "promotion_code")
            .time("starts_at", discount -> discount, "start")
            .time("ends_at", discount -> discount, "end")
            .keepingOfTheErased(Books::only)
            .build();

    private DiscountKinds() {}

    private static @Nullable String coupon(JsonNode object, String holder) {
        String own = StripeJson.id(object, "coupon");
        return own == null ? StripeJson.id(object.path(holder), "coupon") : own;
    }
}
