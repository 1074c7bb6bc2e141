package dev.keelson.sandbox.stripe;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Prices and what follows from them. */
@Component
class Prices {
    private final StripeObjects objects;

    Prices(StripeObjects objects) {
        this.objects = objects;
    }

    /** A price as {@code POST /v1/prices} and {@code price_data} describe it; stored. */
    ObjectNode create(Params params) {
        var price = objects.blank(Kind.PRICE)
                .put("currency", params.required("currency").toLowerCase(Locale.ROOT))
                .put("product", product(params));
        long amount = amount(params);
        price.put("unit_amount", amount)
                .put("unit_amount_decimal", Long.toString(amount))
                .put("active", params.flag("active").orElse(true));
        params.copyTexts(price, "nickname", "lookup_key", "tax_behavior");
        params.copyMetadata(price);
        if (params.has("recurring")) {
            var recurring = params.object("recurring");
            recurring.required("interval");
            price.put("type", "recurring");
            price.set(
                    "recurring",
                    recurring(
                            recurring
                                    .choice("interval", "day", "week", "month", "year")
                                    .orElseThrow(),
                            recurring.number("interval_count").orElse(1)));
        }
        objects.create(price);
        return price;
    }

    private String product(Params params) {
        if (params.has("product")) {
            return Json.string(objects.named(Kind.PRODUCT, params, "product"), "id");
        }
        var data = params.object("product_data");
        var product = objects.blank(Kind.PRODUCT).put("name", data.required("name"));
        product.set("updated", product.get("created"));
        data.copyTexts(product, "description");
        data.copyMetadata(product);
        objects.create(product);
        return Json.string(product, "id");
    }

    private static long amount(Params params) {
        var amount = params.number("unit_amount");
        if (amount.isPresent() && amount.getAsLong() >= 0) {
            return amount.getAsLong();
        }
        if (params.has("unit_amount_decimal")) {
            return new BigDecimal(params.required("unit_amount_decimal")).longValue();
        }
        throw StripeError.missing(params.nameOf("unit_amount"));
    }

    static ObjectNode recurring(String interval, long count) {
        return Json.object()
                .put("interval", interval)
                .put("interval_count", count)
                .putNull("meter")
                .putNull("trial_period_days")
                .put("usage_type", "licensed");
    }

    static boolean isRecurring(ObjectNode price) {
        return Json.is(price, "type", "recurring");
    }

    /**
     * The first end of a period after the moment. It is counted from the anchor, so that a month after January 31st is the
     * end of February and the next one is March 31st.
     */
    static Instant periodEnd(ObjectNode price, Instant anchor, Instant moment) {
        var unit =
                ChronoUnit.valueOf(Json.string(price, "recurring", "interval").toUpperCase(Locale.ROOT) + "S");
        long count = Json.number(price, "recurring", "interval_count");
        var from = anchor.atZone(ZoneOffset.UTC);
        for (long periods = 1; ; periods++) {
            var end = from.plus(periods * count, unit).toInstant();
            if (end.isAfter(moment)) {
                return end;
            }
        }
    }

    static boolean haveSameInterval(ObjectNode one, ObjectNode other) {
        return Json.string(one, "recurring", "interval").equals(Json.string(other, "recurring", "interval"))
                && Json.number(one, "recurring", "interval_count") == Json.number(other, "recurring", "interval_count");
    }

    /** The older form of a recurring price, which subscription items still carry beside it. */
    static ObjectNode plan(ObjectNode price) {
        var plan = Json.object().put("object", "plan");
        for (var field : new String[] {
            "id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname", "product"
        }) {
            plan.set(field, price.get(field));
        }
        return plan.put("amount", Json.number(price, "unit_amount"))
                .put("amount_decimal", Json.string(price, "unit_amount_decimal"))
                .put("interval", Json.string(price, "recurring", "interval"))
                .put("interval_count", Json.number(price, "recurring", "interval_count"))
                .putNull("meter")
                .putNull("tiers_mode")
                .putNull("transform_usage")
                .putNull("trial_period_days")
                .put("usage_type", "licensed");
    }
}
