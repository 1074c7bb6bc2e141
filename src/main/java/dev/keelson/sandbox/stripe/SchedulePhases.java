package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The phases of a schedule: which items a subscription has from when to when. */
@Component
class SchedulePhases {
    private final StripeObjects objects;

    SchedulePhases(StripeObjects objects) {
        this.objects = objects;
    }

    /** What the subscription has now, until its period ends. */
    ObjectNode current(ObjectNode subscription) {
        var phase = blank(SubscriptionItems.periodStart(subscription), SubscriptionItems.periodEnd(subscription));
        phase.put("currency", Json.string(subscription, "currency"));
        var items = phase.putArray("items");
        Json.data(subscription, "items")
                .forEach(item -> items.add(item(SubscriptionItems.price(item), Json.number(item, "quantity"))));
        return phase;
    }

    /** As an update describes them, each beginning where the one before ends. */
    List<ObjectNode> of(ObjectNode schedule, List<Params> described) {
        if (described.isEmpty()) {
            throw StripeError.missing("phases");
        }
        var phases = new ArrayList<ObjectNode>();
        var start = all(schedule)
                .findFirst()
                .flatMap(first -> Json.time(first, "start_date"))
                .orElseThrow();
        for (var params : described) {
            var phase = of(params, start);
            phases.add(phase);
            start = Json.time(phase, "end_date").orElseThrow();
        }
        return phases;
    }

    private ObjectNode of(Params params, Instant previousEnd) {
        var start = params.time("start_date").orElse(previousEnd);
        var items = params.list("items");
        if (items.isEmpty()) {
            throw StripeError.missing(params.nameOf("items"));
        }
        var prices = items.stream()
                .map(item -> objects.named(Kind.PRICE, item, "price"))
                .toList();
        var end = params.time("end_date").orElseGet(() -> end(params, prices.getFirst(), start));
        if (!end.isAfter(start)) {
            throw StripeError.invalid("The end date of a phase must be after its start date.")
                    .param(params.nameOf("end_date"));
        }
        var phase = blank(start, end).put("currency", Json.string(prices.getFirst(), "currency"));
        params.choice("proration_behavior", "create_prorations", "always_invoice", "none")
                .ifPresent(behavior -> phase.put("proration_behavior", behavior));
        params.copyMetadata(phase);
        var list = phase.putArray("items");
        for (int i = 0; i < prices.size(); i++) {
            list.add(item(prices.get(i), items.get(i).number("quantity").orElse(1)));
        }
        return phase;
    }

    /** By its {@code duration}, else by as many of the price's periods as {@code iterations} says, else by one. */
    private static Instant end(Params params, ObjectNode price, Instant start) {
        var duration = params.object("duration");
        var interval = duration.text("interval").orElseGet(() -> Json.string(price, "recurring", "interval"));
        long count = duration.has("interval")
                ? duration.number("interval_count").orElse(1)
                : Json.number(price, "recurring", "interval_count")
                        * params.number("iterations").orElse(1);
        return start.atZone(ZoneOffset.UTC)
                .plus(count, ChronoUnit.valueOf(interval.toUpperCase(Locale.ROOT) + "S"))
                .toInstant();
    }

    private static ObjectNode blank(Instant start, Instant end) {
        var phase = Json.object();
        for (var field : new String[] {
            "application_fee_percent",
            "billing_cycle_anchor",
            "collection_method",
            "default_payment_method",
            "description",
            "invoice_settings",
            "on_behalf_of",
            "transfer_data",
            "trial_end",
            "billing_thresholds"
        }) {
            phase.putNull(field);
        }
        phase.putArray("add_invoice_items");
        phase.putArray("default_tax_rates");
        phase.putArray("discounts");
        phase.putObject("metadata");
        return phase.put("proration_behavior", "create_prorations")
                .put("start_date", start.getEpochSecond())
                .put("end_date", end.getEpochSecond());
    }

    private static ObjectNode item(ObjectNode price, long quantity) {
        var item = Json.object().put("price", Json.string(price, "id")).put("quantity", quantity);
        item.put("plan", Json.string(price, "id"));
        item.putArray("discounts");
        item.putArray("tax_rates");
        item.putObject("metadata");
        item.putNull("billing_thresholds");
        return item;
    }

    /** The request that brings a subscription into the phase. Where a period ends, there is nothing to prorate. */
    Params change(ObjectNode subscription, ObjectNode phase, Instant at) {
        var tree = Json.object()
                .put(
                        "proration_behavior",
                        at.equals(SubscriptionItems.periodEnd(subscription))
                                ? "none"
                                : Json.string(phase, "proration_behavior"));
        var items = tree.putObject("items");
        var old = Json.data(subscription, "items").toList();
        var now = phase.path("items").valueStream().toList();
        for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
            var item = items.putObject(Integer.toString(i));
            if (i < old.size()) {
                item.put("id", Json.string(old.get(i), "id"));
            }
            if (i < now.size()) {
                item.put("price", Json.string(now.get(i), "price"))
                        .put("quantity", Long.toString(Json.number(now.get(i), "quantity")));
            } else {
                item.put("deleted", "true");
            }
        }
        return Params.of(tree);
    }

    static Stream<ObjectNode> all(ObjectNode schedule) {
        return schedule.path("phases").valueStream().map(ObjectNode.class::cast);
    }

    static Instant end(ObjectNode schedule) {
        return Instant.ofEpochSecond(all(schedule)
                .mapToLong(phase -> Json.number(phase, "end_date"))
                .max()
                .orElseThrow());
    }

    static ObjectNode span(ObjectNode phase) {
        var span = Json.object();
        span.set("start_date", phase.get("start_date"));
        span.set("end_date", phase.get("end_date"));
        return span;
    }
}
