package dev.keelson.sandbox.stripe;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds the coupons that a request names in {@code discounts}, and refuses those that may not be used. */
@Component
class Redemptions {
    /** An invoice in one of these states is a transaction, for codes that are for a customer's first one. */
    private static final Set<String> BILLED = Set.of("open", "paid", "uncollectible");

    private final StripeObjects objects;
    private final Coupons coupons;
    private final PromotionCodes codes;

    Redemptions(StripeObjects objects, Coupons coupons, PromotionCodes codes) {
        this.objects = objects;
        this.coupons = coupons;
        this.codes = codes;
    }

    /**
     * What is bought.
     *
     * @param customer null where there is none yet
     * @param amount that is due at once, in minor units
     */
    record Purchase(@Nullable String customer, long amount, String currency) {}

    List<Redemption> of(Params params, Purchase purchase) {
        return params.list("discounts").stream()
                .filter(each -> !each.has("discount"))
                .map(each -> of(each))
                .peek(redemption -> check(redemption, purchase))
                .toList();
    }

    private Redemption of(Params params) {
        if (params.has("promotion_code")) {
            var code = objects.named(Kind.PROMOTION_CODE, params, "promotion_code");
            return new Redemption(
                    coupons.get(PromotionCodes.couponOf(code)), Optional.of(code), params.nameOf("promotion_code"));
        }
        return new Redemption(objects.named(Kind.COUPON, params, "coupon"), Optional.empty(), params.nameOf("coupon"));
    }

    /** @throws StripeError where it may not be used for that */
    void check(Redemption redemption, Purchase purchase) {
        redemption.promotionCode().ifPresent(code -> check(code, purchase, redemption.param()));
        var coupon = redemption.coupon();
        if (!Json.flag(coupons.current(coupon), "valid")) {
            throw StripeError.invalid("Coupon expired: " + redemption.couponId())
                    .code("coupon_expired")
                    .param(redemption.param());
        }
        if (Json.text(coupon, "currency")
                .filter(currency -> !currency.equals(purchase.currency()))
                .isPresent()) {
            throw StripeError.invalid("The coupon %s takes off an amount in another currency than %s."
                            .formatted(redemption.couponId(), purchase.currency()))
                    .param(redemption.param());
        }
    }

    private void check(ObjectNode code, Purchase purchase, String param) {
        if (!Json.flag(codes.current(code), "active")) {
            throw refused("the promotion code is not active", param);
        }
        var only = Json.text(code, "customer");
        if (only.isPresent() && !only.get().equals(purchase.customer())) {
            throw refused("it belongs to a different customer", param);
        }
        if (Json.flag(code, "restrictions", "first_time_transaction") && hasBought(purchase.customer())) {
            throw refused("the associated customer has prior transactions", param)
                    .code("promotion_code_customer_not_first_time");
        }
        if (!Json.isNull(code, "restrictions", "minimum_amount") && !reaches(code, purchase)) {
            throw refused("the associated purchase does not meet the minimum amount requirement", param);
        }
    }

    private static boolean reaches(ObjectNode code, Purchase purchase) {
        return purchase.amount() >= Json.number(code, "restrictions", "minimum_amount")
                && purchase.currency().equals(Json.string(code, "restrictions", "minimum_amount_currency"));
    }

    private boolean hasBought(@Nullable String customer) {
        return customer != null
                && (objects.all(Kind.CHARGE).stream()
                                .anyMatch(charge ->
                                        Json.is(charge, "customer", customer) && Json.is(charge, "status", "succeeded"))
                        || objects.all(Kind.INVOICE).stream()
                                .anyMatch(invoice -> Json.is(invoice, "customer", customer)
                                        && BILLED.contains(Json.string(invoice, "status"))));
    }

    private static StripeError refused(String why, String param) {
        return StripeError.invalid("This promotion code cannot be redeemed because %s.".formatted(why))
                .param(param);
    }

    void count(Redemption redemption) {
        coupons.redeemed(redemption.couponId());
        redemption.promotionCode().ifPresent(code -> codes.redeemed(Json.string(code, "id")));
    }
}
