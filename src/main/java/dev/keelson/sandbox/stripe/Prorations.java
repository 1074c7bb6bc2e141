package dev.keelson.sandbox.stripe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a change in the middle of a period costs, to the second
 * (<a href="https://docs.stripe.com/billing/subscriptions/prorations">Stripe's description</a>): credit for the unused time
 * of what was, a charge for the remaining time of what is.
 */
@Component
class Prorations {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ROOT);

    private final StripeObjects objects;
    private final InvoiceLines lines;
    private final NetPrices prices;

    Prorations(StripeObjects objects, InvoiceLines lines, NetPrices prices) {
        this.objects = objects;
        this.lines = lines;
        this.prices = prices;
    }

    /** The moment from which a change counts: now, or what {@code proration_date} says. */
    Instant date(ObjectNode subscription, Params params) {
        var date = params.time("proration_date").orElseGet(objects::now);
        if (date.isBefore(SubscriptionItems.periodStart(subscription))
                || date.isAfter(SubscriptionItems.periodEnd(subscription))) {
            throw StripeError.invalid("Cannot specify `proration_date` outside of the subscription's current period.")
                    .param(params.nameOf("proration_date"));
        }
        return date;
    }

    /** Invoice items, not stored yet. */
    List<ObjectNode> between(ObjectNode subscription, List<ObjectNode> after, Instant at) {
        var items = new ArrayList<ObjectNode>();
        var before = Json.data(subscription, "items").toList();
        for (var old : before) {
            var same = find(after, old);
            if (same.isEmpty() || differs(old, same.get())) {
                items.add(unused(subscription, old, at));
            }
        }
        var net = prices.of(subscription, after);
        for (var now : after) {
            var same = find(before, now);
            if (same.isEmpty() || differs(now, same.get())) {
                long price = net.getOrDefault(Json.string(now, "id"), 0L);
                items.add(item(subscription, now, at, "Remaining time on %s after %s", price));
            }
        }
        return items;
    }

    /** Credit alone, for what ends early or starts anew. */
    List<ObjectNode> unused(ObjectNode subscription, Instant at) {
        return Json.data(subscription, "items")
                .map(item -> unused(subscription, item, at))
                .toList();
    }

    private ObjectNode unused(ObjectNode subscription, ObjectNode item, Instant at) {
        return item(subscription, item, at, "Unused time on %s after %s", -prices.billed(subscription, item));
    }

    /** Those that wait for the subscription's next invoice. */
    List<ObjectNode> waiting(ObjectNode subscription) {
        var id = Json.string(subscription, "id");
        return objects.all(Kind.INVOICE_ITEM).reversed().stream()
                .filter(item -> Json.isNull(item, "invoice"))
                .filter(item -> id.equals(Json.text(item, "parent", "subscription_details", "subscription")
                        .orElse("")))
                .toList();
    }

    /** Puts the waiting ones onto that invoice. */
    List<ObjectNode> take(ObjectNode subscription, String invoice) {
        var waiting = waiting(subscription);
        waiting.forEach(item -> objects.save(item.put("invoice", invoice)));
        return waiting.stream().map(lines::of).toList();
    }

    /** @param whole what the whole period costs, below zero for a credit */
    private ObjectNode item(ObjectNode subscription, ObjectNode item, Instant at, String description, long whole) {
        var start = SubscriptionItems.periodStart(subscription);
        var end = SubscriptionItems.periodEnd(subscription);
        var price = SubscriptionItems.price(item);
        long quantity = Json.number(item, "quantity");
        long amount = whole < 0 ? -share(-whole, start, at, end) : share(whole, start, at, end);
        var name = quantity == 1 ? lines.productName(price) : "%d × %s".formatted(quantity, lines.productName(price));
        var proration = objects.blank(Kind.INVOICE_ITEM)
                .put("amount", amount)
                .put("net_amount", amount)
                .put("currency", Json.string(price, "currency"))
                .put("customer", Json.string(subscription, "customer"))
                .put("date", at.getEpochSecond())
                .put("description", description.formatted(name, DAY.format(at.atOffset(ZoneOffset.UTC))))
                .put("discountable", false)
                .put("proration", true)
                .put("quantity", quantity)
                .put("quantity_decimal", Long.toString(quantity));
        proration.set("period", InvoiceLines.span(at, end));
        proration.set("pricing", InvoiceLines.pricing(price));
        var parent = proration.putObject("parent").put("type", "subscription_details");
        parent.putObject("subscription_details")
                .put("subscription", Json.string(subscription, "id"))
                .put("subscription_item", Json.string(item, "id"));
        return proration;
    }

    private static long share(long amount, Instant start, Instant at, Instant end) {
        long left = Math.max(0, Duration.between(at, end).toSeconds());
        long whole = Duration.between(start, end).toSeconds();
        return BigDecimal.valueOf(amount)
                .multiply(BigDecimal.valueOf(Math.min(left, whole)))
                .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static Optional<ObjectNode> find(List<ObjectNode> items, ObjectNode item) {
        return items.stream()
                .filter(other -> Json.is(other, "id", Json.string(item, "id")))
                .findFirst();
    }

    private static boolean differs(ObjectNode one, ObjectNode other) {
        return !Objects.equals(Json.string(one, "price", "id"), Json.string(other, "price", "id"))
                || Json.number(one, "quantity") != Json.number(other, "quantity");
    }
}
