package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The words that customers type in to get a coupon, and who may use which. */
@Component
class PromotionCodes {
    private static final int CODE_LENGTH = 8;

    private final StripeObjects objects;
    private final Coupons coupons;

    PromotionCodes(StripeObjects objects, Coupons coupons) {
        this.objects = objects;
        this.coupons = coupons;
    }

    ObjectNode create(Params params) {
        var promotion = params.object("promotion");
        if (promotion.choice("type", "coupon").isEmpty()) {
            throw StripeError.missing("promotion[type]");
        }
        var coupon = objects.named(Kind.COUPON, promotion, "coupon");
        var word = params.text("code")
                .orElseGet(() -> SandboxIds.next("").substring(0, CODE_LENGTH).toUpperCase(Locale.ROOT));
        if (active(word).isPresent()) {
            throw StripeError.invalid("An active promotion code with `code: %s` already exists.".formatted(word))
                    .code("resource_already_exists")
                    .param("code");
        }
        var code = objects.blank(Kind.PROMOTION_CODE)
                .put("code", word)
                .put("active", params.flag("active").orElse(true));
        code.withObject("/promotion").put("coupon", Json.string(coupon, "id"));
        if (params.has("customer")) {
            code.put("customer", Json.string(objects.named(Kind.CUSTOMER, params, "customer"), "id"));
        }
        params.time("expires_at").ifPresent(end -> Json.put(code, "expires_at", end));
        params.number("max_redemptions").ifPresent(max -> code.put("max_redemptions", max));
        restrict(code.withObject("/restrictions"), params.object("restrictions"));
        params.copyMetadata(code);
        objects.create(code);
        return code;
    }

    private static void restrict(ObjectNode restrictions, Params params) {
        params.flag("first_time_transaction").ifPresent(first -> restrictions.put("first_time_transaction", first));
        params.number("minimum_amount").ifPresent(amount -> {
            restrictions.put("minimum_amount", amount);
            restrictions.put(
                    "minimum_amount_currency",
                    params.required("minimum_amount_currency").toLowerCase(Locale.ROOT));
        });
    }

    /** With {@code active} as of now: also what has run out is not. */
    ObjectNode current(ObjectNode code) {
        return code.put("active", Json.flag(code, "active") && !isOver(code) && couponIsValid(code));
    }

    private boolean isOver(ObjectNode code) {
        boolean late = Json.time(code, "expires_at")
                .filter(end -> !objects.now().isBefore(end))
                .isPresent();
        return late
                || (!Json.isNull(code, "max_redemptions")
                        && Json.number(code, "times_redeemed") >= Json.number(code, "max_redemptions"));
    }

    private boolean couponIsValid(ObjectNode code) {
        return objects.find(Kind.COUPON, couponOf(code))
                .filter(coupon -> Json.flag(coupons.current(coupon), "valid"))
                .isPresent();
    }

    /** Upper and lower case are the same. */
    Optional<ObjectNode> active(String word) {
        return objects.all(Kind.PROMOTION_CODE).stream()
                .filter(code -> Json.string(code, "code").equalsIgnoreCase(word))
                .filter(code -> Json.flag(current(code), "active"))
                .findFirst();
    }

    static String couponOf(ObjectNode code) {
        return Json.string(code, "promotion", "coupon");
    }

    /** Counts; that alone is no event. */
    void redeemed(String id) {
        var code = objects.get(Kind.PROMOTION_CODE, id);
        objects.save(code.put("times_redeemed", Json.number(code, "times_redeemed") + 1));
    }
}
