package dev.keelson.sandbox.stripe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What whole periods of a subscription's items cost after discounts, in minor units. In flexible billing mode prorations
 * include the discounts
 * (<a href="https://docs.stripe.com/billing/subscriptions/billing-mode/compare">Stripe's comparison</a>).
 */
@Component
class NetPrices {
    private final StripeObjects objects;
    private final Discounts discounts;

    NetPrices(StripeObjects objects, Discounts discounts) {
        this.objects = objects;
        this.discounts = discounts;
    }

    /** By the items' ids, with the discounts that last. */
    Map<String, Long> of(ObjectNode subscription, List<ObjectNode> items) {
        var sold = items.stream()
                .map(item ->
                        new Deductions.Sold(Json.string(item, "price", "product"), SubscriptionItems.amountOf(item)))
                .toList();
        var lasting = discounts.lasting(discounts.of(subscription, objects.now()));
        var off = Deductions.of(sold, discounts.terms(lasting));
        var net = new HashMap<String, Long>();
        for (int i = 0; i < items.size(); i++) {
            long left = sold.get(i).amount();
            for (long each : off[i]) {
                left -= each;
            }
            net.put(Json.string(items.get(i), "id"), left);
        }
        return net;
    }

    /** What the current period was billed at; for an item that came in the middle of it, what a period costs. */
    long billed(ObjectNode subscription, ObjectNode item) {
        return objects.all(Kind.INVOICE).stream()
                .filter(invoice -> !Json.is(invoice, "status", "void"))
                .flatMap(invoice -> Json.data(invoice, "lines"))
                .filter(line -> isPeriodOf(line, item))
                .findFirst()
                .map(NetPrices::net)
                .orElseGet(
                        () -> of(subscription, Json.data(subscription, "items").toList())
                                .getOrDefault(Json.string(item, "id"), SubscriptionItems.amountOf(item)));
    }

    private static boolean isPeriodOf(ObjectNode line, ObjectNode item) {
        var details = line.path("parent").path("subscription_item_details");
        return Json.is(details, "subscription_item", Json.string(item, "id"))
                && !Json.flag(details, "proration")
                && Json.number(line, "period", "start") == Json.number(item, "current_period_start")
                && Json.string(line, "pricing", "price_details", "price").equals(Json.string(item, "price", "id"))
                && Json.number(line, "quantity") == Json.number(item, "quantity");
    }

    private static long net(ObjectNode line) {
        return Json.number(line, "amount")
                - line.path("discount_amounts")
                        .valueStream()
                        .mapToLong(each -> Json.number(each, "amount"))
                        .sum();
    }
}
