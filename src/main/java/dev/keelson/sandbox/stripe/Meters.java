package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Usage: meters, and the events that they add up
 * (<a href="https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api">Stripe's rules</a>). What
 * Stripe does with an event after its answer is done here at once.
 */
@Component
class Meters {
    private static final String EVENTS = "stripe.meter_event";
    private static final Duration OLDEST = Duration.ofDays(35);
    private static final Duration NEWEST = Duration.ofMinutes(5);
    private static final Duration UNIQUE = Duration.ofHours(24);
    private static final int LONGEST_IDENTIFIER = 100;

    private final StripeObjects objects;
    private final SandboxStore store;
    private final StripeEvents events;

    Meters(StripeObjects objects, SandboxStore store, StripeEvents events) {
        this.objects = objects;
        this.store = store;
        this.events = events;
    }

    ObjectNode create(Params params) {
        var event = params.required("event_name");
        if (active(event).isPresent()) {
            throw StripeError.invalid("There is already an active meter for event name %s.".formatted(event))
                    .param("event_name");
        }
        var meter = objects.blank(Kind.METER)
                .put("display_name", params.required("display_name"))
                .put("event_name", event);
        var aggregation = params.object("default_aggregation");
        aggregation.required("formula");
        aggregation
                .choice("formula", "sum", "count", "last")
                .ifPresent(formula -> meter.withObject("/default_aggregation").put("formula", formula));
        params.choice("event_time_window", "day", "hour").ifPresent(window -> meter.put("event_time_window", window));
        params.object("customer_mapping").copyTexts(meter.withObject("/customer_mapping"), "event_payload_key", "type");
        params.object("value_settings").copyTexts(meter.withObject("/value_settings"), "event_payload_key");
        meter.set("updated", meter.get("created"));
        objects.create(meter);
        return meter;
    }

    ObjectNode rename(ObjectNode meter, String name) {
        Json.put(meter.put("display_name", name), "updated", objects.now());
        objects.update(meter);
        return meter;
    }

    ObjectNode activate(ObjectNode meter, boolean active) {
        meter.put("status", active ? "active" : "inactive");
        Json.put(meter, "updated", objects.now());
        Json.put(meter.withObject("/status_transitions"), "deactivated_at", active ? null : objects.now());
        objects.save(meter, active ? "reactivated" : "deactivated");
        return meter;
    }

    private Optional<ObjectNode> active(String eventName) {
        return objects.all(Kind.METER).stream()
                .filter(meter -> Json.is(meter, "event_name", eventName) && Json.is(meter, "status", "active"))
                .findFirst();
    }

    /**
     * One event.      * An unknown customer is found out too late for the answer, so Stripe reports it with an event.
     *
     * @throws StripeError where no meter wants it, it is too old, or its identifier has been seen within 24 hours
     */
    ObjectNode record(Params params) {
        var name = params.required("event_name");
        var meter = active(name)
                .orElseThrow(() -> StripeError.invalid("No active meter found for event name %s.".formatted(name))
                        .param("event_name"));
        var payload = params.object("payload");
        var customer = payload.required(Json.string(meter, "customer_mapping", "event_payload_key"));
        value(payload, meter);
        var identifier = identifier(params);
        var now = objects.now();
        var at = params.time("timestamp").orElse(now);
        if (at.isBefore(now.minus(OLDEST)) || at.isAfter(now.plus(NEWEST))) {
            throw StripeError.invalid(
                            "The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.")
                    .param("timestamp");
        }
        var event = Json.object()
                .put("object", "billing.meter_event")
                .put("created", now.getEpochSecond())
                .put("event_name", name)
                .put("identifier", identifier)
                .put("livemode", false)
                .put("timestamp", at.getEpochSecond());
        event.set("payload", payload.tree());
        store.put(EVENTS, identifier, event);
        if (objects.find(Kind.CUSTOMER, customer).isEmpty()) {
            events.notify(
                    "v1.billing.meter.error_report_triggered",
                    meter,
                    "/v1/billing/meters/" + Json.string(meter, "id"),
                    report(identifier, customer));
        }
        return event;
    }

    private ObjectNode report(String identifier, String customer) {
        var report = Json.object()
                .put("developer_message_summary", "There is 1 invalid event")
                .put("validation_start", objects.now().toString())
                .put("validation_end", objects.now().toString());
        var type = report.putObject("reason")
                .put("error_count", 1)
                .putArray("error_types")
                .addObject()
                .put("code", "meter_event_customer_not_found")
                .put("error_count", 1);
        var sample = type.putArray("sample_errors")
                .addObject()
                .put("error_message", "Customer mapping key stripe_customer_id=%s not found.".formatted(customer));
        sample.putObject("request").put("identifier", identifier);
        return report;
    }

    private String identifier(Params params) {
        var identifier =
                params.text("identifier").orElseGet(() -> UUID.randomUUID().toString());
        if (identifier.length() > LONGEST_IDENTIFIER) {
            throw StripeError.invalid("The identifier must have at most 100 characters.")
                    .param("identifier");
        }
        if (store.find(EVENTS, identifier)
                .flatMap(known -> Json.time(known, "created"))
                .filter(created -> created.plus(UNIQUE).isAfter(objects.now()))
                .isPresent()) {
            throw StripeError.invalid("An event already exists with identifier %s.".formatted(identifier));
        }
        return identifier;
    }

    private static void value(Params payload, ObjectNode meter) {
        if (Json.string(meter, "default_aggregation", "formula").equals("count")) {
            return;
        }
        var key = Json.string(meter, "value_settings", "event_payload_key");
        var value = payload.required(key);
        if (number(value).isEmpty()) {
            throw StripeError.invalid("The value '%s' is not a number.".formatted(value))
                    .param(payload.nameOf(key));
        }
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Takes an event back. */
    ObjectNode cancel(Params params) {
        var name = params.required("event_name");
        params.required("type");
        var identifier = params.object("cancel").required("identifier");
        if (store.find(EVENTS, identifier)
                .filter(event -> Json.is(event, "event_name", name))
                .isEmpty()) {
            throw StripeError.invalid("No meter event with identifier %s.".formatted(identifier))
                    .code("resource_missing")
                    .param("cancel[identifier]");
        }
        store.delete(EVENTS, identifier);
        var adjustment = Json.object()
                .put("object", "billing.meter_event_adjustment")
                .put("event_name", name)
                .put("livemode", false)
                .put("status", "pending")
                .put("type", "cancel");
        adjustment.putObject("cancel").put("identifier", identifier);
        return adjustment;
    }

    /** What the customer has used in that time, as the meter counts. */
    BigDecimal used(ObjectNode meter, String customer, Instant from, Instant until) {
        var events = events(meter, customer, from, until);
        var key = Json.string(meter, "value_settings", "event_payload_key");
        return switch (Json.string(meter, "default_aggregation", "formula")) {
            case "count" -> BigDecimal.valueOf(events.size());
            case "last" -> events.isEmpty() ? BigDecimal.ZERO : value(events.getLast(), key);
            default -> events.stream().map(event -> value(event, key)).reduce(BigDecimal.ZERO, BigDecimal::add);
        };
    }

    private static BigDecimal value(ObjectNode event, String key) {
        return new BigDecimal(Json.string(event, "payload", key));
    }

    /** Oldest first. */
    private List<ObjectNode> events(ObjectNode meter, String customer, Instant from, Instant until) {
        var key = Json.string(meter, "customer_mapping", "event_payload_key");
        return store.list(EVENTS).stream()
                .filter(event -> Json.is(event, "event_name", Json.string(meter, "event_name")))
                .filter(event -> customer.equals(Json.string(event, "payload", key)))
                .filter(event -> Json.number(event, "timestamp") >= from.getEpochSecond()
                        && Json.number(event, "timestamp") < until.getEpochSecond())
                .sorted(Comparator.comparingLong(event -> Json.number(event, "timestamp")))
                .toList();
    }
}
