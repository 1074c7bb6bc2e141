package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What a subscription consists of, as {@code items} describe it. Since 2025-03-31.basil each item has its own period. */
@Component
class SubscriptionItems {
    private final StripeObjects objects;

    SubscriptionItems(StripeObjects objects) {
        this.objects = objects;
    }

    /** New items, for a period yet to be set. */
    List<ObjectNode> create(List<Params> items, String nameOfParam) {
        if (items.isEmpty()) {
            throw StripeError.missing(nameOfParam);
        }
        return consistent(items.stream().map(this::create).toList());
    }

    /** The items as they would be after the changes; those that are left out stay. */
    List<ObjectNode> changed(ObjectNode subscription, List<Params> changes) {
        var items = new ArrayList<>(
                Json.data(subscription, "items").map(ObjectNode::deepCopy).toList());
        for (var change : changes) {
            if (!change.has("id")) {
                items.add(create(change));
                continue;
            }
            var id = change.required("id");
            var item = items.stream()
                    .filter(found -> Json.is(found, "id", id))
                    .findFirst()
                    .orElseThrow(() -> StripeError.invalid("No such subscription_item: '%s'".formatted(id))
                            .code("resource_missing")
                            .param(change.nameOf("id")));
            if (change.flag("deleted").orElse(false)) {
                items.remove(item);
            } else {
                apply(change, item);
            }
        }
        if (items.isEmpty()) {
            throw StripeError.invalid("A subscription must have at least one active plan.");
        }
        return consistent(items);
    }

    private ObjectNode create(Params params) {
        params.required("price");
        var item = objects.blank(Kind.SUBSCRIPTION_ITEM);
        apply(params, item);
        return item;
    }

    private void apply(Params params, ObjectNode item) {
        if (params.has("price")) {
            var price = objects.named(Kind.PRICE, params, "price");
            if (!Prices.isRecurring(price)) {
                throw StripeError.invalid(
                                "The price specified is set to `type=one_time` but this field only accepts prices with"
                                        + " `type=recurring`.")
                        .param(params.nameOf("price"));
            }
            if (!Json.flag(price, "active")) {
                throw StripeError.invalid("The price specified is inactive. This field only accepts active prices.")
                        .param(params.nameOf("price"));
            }
            item.set("price", price);
            item.set("plan", Prices.plan(price));
        }
        params.number("quantity").ifPresent(quantity -> item.put("quantity", quantity));
        params.copyMetadata(item);
    }

    private static List<ObjectNode> consistent(List<ObjectNode> items) {
        var first = price(items.getFirst());
        for (var item : items) {
            if (!Json.string(price(item), "currency").equals(Json.string(first, "currency"))) {
                throw StripeError.invalid("All prices on a subscription must have the same currency.");
            }
            if (!Prices.haveSameInterval(price(item), first)) {
                throw StripeError.invalid("All prices on a subscription must have the same `recurring.interval` and"
                        + " `recurring.interval_count`.");
            }
        }
        return items;
    }

    static void put(ObjectNode subscription, List<ObjectNode> items) {
        var id = Json.text(subscription, "id").orElse(null);
        items.forEach(item -> item.put("subscription", id));
        subscription.set(
                "items",
                ObjectList.of("/v1/subscription_items?subscription=" + id, items, false)
                        .put("total_count", items.size()));
        subscription.put("currency", Json.string(price(items.getFirst()), "currency"));
    }

    static void period(ObjectNode subscription, Instant start, Instant end) {
        Json.data(subscription, "items")
                .forEach(item -> item.put("current_period_start", start.getEpochSecond())
                        .put("current_period_end", end.getEpochSecond()));
    }

    static Instant periodStart(ObjectNode subscription) {
        return Json.time(first(subscription), "current_period_start").orElseThrow();
    }

    static Instant periodEnd(ObjectNode subscription) {
        return Json.time(first(subscription), "current_period_end").orElseThrow();
    }

    /** What one period costs, before discounts. */
    static long amount(ObjectNode subscription) {
        return Json.data(subscription, "items")
                .mapToLong(SubscriptionItems::amountOf)
                .sum();
    }

    static long amountOf(ObjectNode item) {
        return Json.number(price(item), "unit_amount") * Json.number(item, "quantity");
    }

    static ObjectNode first(ObjectNode subscription) {
        return Json.data(subscription, "items").findFirst().orElseThrow();
    }

    static ObjectNode price(ObjectNode item) {
        return (ObjectNode) item.path("price");
    }
}
