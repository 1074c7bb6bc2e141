package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.SandboxStore;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Coupons: what is taken off, of which products, for how long and how often. */
@Component
class Coupons {
    /** Which products a coupon is for; shown on request only. */
    private static final String PRODUCTS = "stripe.coupon_products";

    /** A deleted coupon can be redeemed no more; discounts that came of it go on. */
    private static final String DELETED = "stripe.deleted_coupon";

    private static final int ID_LENGTH = 8;

    private final StripeObjects objects;
    private final SandboxStore store;

    Coupons(StripeObjects objects, SandboxStore store) {
        this.objects = objects;
        this.store = store;
    }

    ObjectNode create(Params params) {
        var id = params.text("id").orElseGet(() -> SandboxIds.next("").substring(0, ID_LENGTH));
        if (objects.find(Kind.COUPON, id).isPresent()) {
            throw StripeError.invalid("Coupon already exists.").code("resource_already_exists");
        }
        var coupon = objects.blank(Kind.COUPON, id);
        amount(coupon, params);
        duration(coupon, params);
        params.copyTexts(coupon, "name");
        params.copyMetadata(coupon);
        params.number("max_redemptions").ifPresent(max -> coupon.put("max_redemptions", max));
        params.time("redeem_by").ifPresent(end -> Json.put(coupon, "redeem_by", end));
        var products = params.object("applies_to").texts("products");
        if (!products.isEmpty()) {
            var list = Json.object();
            products.forEach(list.putArray("products")::add);
            store.put(PRODUCTS, id, list);
        }
        objects.create(coupon);
        return coupon;
    }

    private static void amount(ObjectNode coupon, Params params) {
        if (params.has("percent_off") == params.has("amount_off")) {
            throw StripeError.invalid("Must provide percent_off or amount_off, but not both.");
        }
        if (params.has("percent_off")) {
            var percent = percent(params);
            if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
                throw StripeError.invalid("Invalid percent_off: must be greater than 0 and at most 100.")
                        .param("percent_off");
            }
            coupon.put("percent_off", percent.doubleValue());
            return;
        }
        long amount = params.number("amount_off").orElseThrow();
        if (amount < 1) {
            throw StripeError.invalid("This value must be greater than or equal to 1.")
                    .code("parameter_invalid_integer")
                    .param("amount_off");
        }
        coupon.put("amount_off", amount)
                .put("currency", params.required("currency").toLowerCase(Locale.ROOT));
    }

    private static BigDecimal percent(Params params) {
        try {
            return new BigDecimal(params.required("percent_off"));
        } catch (NumberFormatException e) {
            throw StripeError.invalid("Invalid decimal: " + params.required("percent_off"))
                    .param("percent_off");
        }
    }

    private static void duration(ObjectNode coupon, Params params) {
        var duration = params.choice("duration", "forever", "once", "repeating").orElse("once");
        coupon.put("duration", duration);
        if (duration.equals("repeating")) {
            params.required("duration_in_months");
            coupon.put("duration_in_months", params.number("duration_in_months").orElseThrow());
        } else if (params.has("duration_in_months")) {
            throw StripeError.invalid("You may only specify duration_in_months if duration is repeating.")
                    .param("duration_in_months");
        }
    }

    ObjectNode delete(ObjectNode coupon) {
        store.put(DELETED, Json.string(coupon, "id"), coupon);
        return objects.delete(coupon);
    }

    /** With {@code valid} as of now. */
    ObjectNode current(ObjectNode coupon) {
        return coupon.put("valid", isValid(coupon));
    }

    private boolean isValid(ObjectNode coupon) {
        boolean late = Json.time(coupon, "redeem_by")
                .filter(end -> !objects.now().isBefore(end))
                .isPresent();
        boolean usedUp = !Json.isNull(coupon, "max_redemptions")
                && Json.number(coupon, "times_redeemed") >= Json.number(coupon, "max_redemptions");
        return !late && !usedUp;
    }

    /** Counts; that alone is no event. */
    void redeemed(String id) {
        objects.find(Kind.COUPON, id)
                .ifPresent(coupon ->
                        objects.save(current(coupon.put("times_redeemed", Json.number(coupon, "times_redeemed") + 1))));
    }

    /** Also of one that has been deleted since it was redeemed. */
    ObjectNode get(String id) {
        return objects.find(Kind.COUPON, id).or(() -> store.find(DELETED, id)).orElseThrow();
    }

    Deductions.Terms terms(ObjectNode coupon) {
        var percent = coupon.path("percent_off");
        return new Deductions.Terms(
                percent.isNumber() ? percent.decimalValue() : BigDecimal.ZERO,
                Json.number(coupon, "amount_off"),
                products(coupon));
    }

    private Set<String> products(ObjectNode coupon) {
        var products = new HashSet<String>();
        restriction(coupon)
                .ifPresent(
                        list -> list.path("products").valueStream().forEach(each -> products.add(each.stringValue())));
        return products;
    }

    JsonNode appliesTo(ObjectNode coupon) {
        return restriction(coupon).<JsonNode>map(found -> found).orElse(NullNode.getInstance());
    }

    private Optional<ObjectNode> restriction(ObjectNode coupon) {
        return store.find(PRODUCTS, Json.string(coupon, "id"));
    }
}
