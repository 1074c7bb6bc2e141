package dev.keelson.billing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a subscription revenue depends on, in the shapes of all API versions. What a discount takes off is not in it: that is
 * in the discounts' own rows, which may come later.
 *
 * @param begunAt Stripe's {@code created}
 * @param pauseBehavior of a paused collection; null where it is not paused
 * @param items see {@code subscription_history.items}
 * @param discounts see {@code subscription_history.discounts}
 */
record SubscriptionFacts(
        String id,
        String customer,
        String status,
        String currency,
        @Nullable Instant begunAt,
        @Nullable Instant trialEnd,
        @Nullable Instant endedAt,
        @Nullable String pauseBehavior,
        ArrayNode items,
        ArrayNode discounts) {

    /** Nothing where the object lacks what no subscription lacks. */
    static Optional<SubscriptionFacts> from(JsonNode subscription) {
        String id = StripeJson.text(subscription, "id");
        String customer = StripeJson.id(subscription, "customer");
        String status = StripeJson.text(subscription, "status");
        String currency = currency(subscription);
        if (id == null || customer == null || status == null || currency == null) {
            return Optional.empty();
        }
        var items = array();
        subscription.path("items").path("data").forEach(item -> items.add(item(item)));
        return Optional.of(new SubscriptionFacts(
                id,
                customer,
                status,
                currency,
                StripeJson.time(subscription, "created"),
                StripeJson.time(subscription, "trial_end"),
                StripeJson.time(subscription, "ended_at"),
                StripeJson.text(subscription.path("pause_collection"), "behavior"),
                items,
                discounts(subscription)));
    }

    SubscriptionFacts ended() {
        return new SubscriptionFacts(
                id, customer, "canceled", currency, begunAt, trialEnd, endedAt, pauseBehavior, items, discounts);
    }

    private static @Nullable String currency(JsonNode subscription) {
        String own = StripeJson.text(subscription, "currency");
        var first = subscription.path("items").path("data").path(0);
        String currency = own != null ? own : StripeJson.text(price(first), "currency");
        return currency == null ? null : currency.toLowerCase(Locale.ROOT);
    }

    /** Before there were prices, an item had a plan. */
    private static JsonNode price(JsonNode item) {
        return item.path("price").isObject() ? item.path("price") : item.path("plan");
    }

    private static ObjectNode item(JsonNode item) {
        var price = price(item);
        var recurring = price.path("recurring").isObject() ? price.path("recurring") : price;
        Long count = StripeJson.number(recurring, "interval_count");
        var amount = amount(item, price, recurring);
        var node = JsonNodeFactory.instance.objectNode();
        node.put("price", StripeJson.text(price, "id"));
        node.put("product", StripeJson.id(price, "product"));
        node.put("amount", amount == null ? null : amount.toPlainString());
        node.put("interval", StripeJson.text(recurring, "interval"));
        node.put("count", count == null ? 1 : count);
        node.set("discounts", discounts(item));
        return node;
    }

    /** What a billing period costs; null where that is not known before it is over. */
    private static @Nullable BigDecimal amount(JsonNode item, JsonNode price, JsonNode recurring) {
        var each = decimal(price, "unit_amount_decimal", "unit_amount", "amount_decimal", "amount");
        boolean metered = "metered".equals(StripeJson.text(recurring, "usage_type"));
        boolean tiered = "tiered".equals(StripeJson.text(price, "billing_scheme"));
        if (each == null || metered || tiered) {
            return null;
        }
        Long quantity = StripeJson.number(item, "quantity");
        return each.multiply(
                        new BigDecimal(packages(quantity == null ? 1 : quantity, price.path("transform_quantity"))))
                .stripTrailingZeros();
    }

    /** Of how many the price is asked, where it is one for a whole package. */
    private static BigInteger packages(long quantity, JsonNode transform) {
        Long size = StripeJson.number(transform, "divide_by");
        if (size == null || size < 1) {
            return BigInteger.valueOf(quantity);
        }
        long whole = quantity / size;
        boolean up = "up".equals(StripeJson.text(transform, "round")) && quantity % size != 0;
        return BigInteger.valueOf(up ? whole + 1 : whole);
    }

    /** Of the first of these fields that has one; Stripe writes amounts below a minor unit as texts. */
    private static @Nullable BigDecimal decimal(JsonNode node, String... fields) {
        for (String field : fields) {
            var value = node.path(field);
            if (value.isNumber()) {
                return value.decimalValue();
            }
            if (value.isString() && value.stringValue().matches("-?\\d{1,15}(\\.\\d{1,12})?")) {
                return new BigDecimal(value.stringValue());
            }
        }
        return null;
    }

    /** {@code discounts} are ids, or objects where they were expanded; before there could be several, it was {@code discount}. */
    private static ArrayNode discounts(JsonNode node) {
        var discounts = array();
        var only = node.path("discount");
        node.path("discounts").forEach(each -> discounts.add(discount(each, only)));
        if (discounts.isEmpty() && only.isObject()) {
            discounts.add(discount(only, only));
        }
        return discounts;
    }

    private static ObjectNode discount(JsonNode discount, JsonNode only) {
        boolean shownElsewhere = discount.isString()
                && discount.stringValue().equals(only.path("id").asString(""));
        var shown = shownElsewhere ? only : discount;
        var node = JsonNodeFactory.instance.objectNode();
        node.put("id", shown.isObject() ? StripeJson.text(shown, "id") : discount.asString(""));
        var coupon = shown.path("source").path("coupon").isMissingNode()
                ? shown.path("coupon")
                : shown.path("source").path("coupon");
        if (coupon.isObject()) {
            node.set("coupon", coupon(coupon));
        } else if (coupon.isString()) {
            node.put("coupon", coupon.stringValue());
        }
        put(node, "start", StripeJson.number(shown, "start"));
        put(node, "end", StripeJson.number(shown, "end"));
        return node;
    }

    private static ObjectNode coupon(JsonNode coupon) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("id", StripeJson.text(coupon, "id"));
        var percent = decimal(coupon, "percent_off");
        if (percent != null) {
            node.put("percent_off", percent.toPlainString());
        }
        put(node, "amount_off", StripeJson.number(coupon, "amount_off"));
        node.put("duration", StripeJson.text(coupon, "duration"));
        if (coupon.path("applies_to").path("products") instanceof ArrayNode products) {
            node.set("products", products);
        }
        return node;
    }

    private static void put(ObjectNode node, String field, @Nullable Long value) {
        if (value != null) {
            node.put(field, value);
        }
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
