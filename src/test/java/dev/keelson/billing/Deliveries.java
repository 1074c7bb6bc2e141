package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Hands events to billing's handlers as the inbox does: in a transaction each, and again where Stripe was asked first. */
class Deliveries {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final List<WebhookHandler> handlers;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    Deliveries(List<WebhookHandler> handlers, TransactionTemplate transaction, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.handlers = handlers;
        this.transaction = transaction;
    }

    static WebhookEvent event(String type, long created, JsonNode object) {
        return event(type, created, Instant.ofEpochSecond(created), object);
    }

    static WebhookEvent event(String type, long created, Instant receivedAt, JsonNode object) {
        String id = "evt_" + UUID.randomUUID();
        ObjectNode payload = payload(id, type, created, object);
        return new WebhookEvent(
                SEQUENCE.incrementAndGet(),
                WebhookProvider.STRIPE,
                id,
                type,
                object.path("customer").asString(object.path("id").asString("none")),
                Instant.ofEpochSecond(created),
                receivedAt,
                1,
                payload,
                null);
    }

    static ObjectNode payload(String id, String type, long created, JsonNode object) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("id", id).put("object", "event").put("type", type).put("created", created);
        payload.put("livemode", object.path("livemode").asBoolean(false));
        payload.putObject("data").set("object", object.deepCopy());
        return payload;
    }

    /** The same event as Stripe tells it to a destination of thin events. */
    static WebhookEvent thin(WebhookEvent event) {
        var object = event.payload().path("data").path("object");
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("id", "evt_thin_" + event.eventId()).put("object", "v2.core.event");
        payload.put("type", "v1." + event.type())
                .put("created", event.occurredAt().toString());
        payload.set("livemode", event.payload().path("livemode"));
        payload.put("snapshot_event", event.eventId());
        String subject = object.path("id").asString(object.path("customer").asString(""));
        var related = payload.putObject("related_object")
                .put("type", object.path("object").stringValue());
        if (object.has("id")) {
            related.put("id", subject).put("url", "/v1/somewhere/" + subject);
        } else {
            related.put("url", "/v1/entitlements/active_entitlements?customer=" + subject);
        }
        return new WebhookEvent(
                SEQUENCE.incrementAndGet(),
                WebhookProvider.STRIPE,
                event.eventId(),
                event.type(),
                subject,
                event.occurredAt(),
                event.receivedAt(),
                1,
                payload,
                null);
    }

    /** An event whose object must not have to be asked for. */
    WebhookOutcome deliver(WebhookEvent event) {
        return deliver(event, () -> {
            throw new AssertionError("asked Stripe for the object of " + event.type());
        });
    }

    /** @param truth what Stripe answers at this moment */
    WebhookOutcome deliver(WebhookEvent event, Supplier<Fetched> truth) {
        var outcome = handle(event);
        return outcome == WebhookOutcome.FETCH_FIRST ? handle(event.with(truth.get())) : outcome;
    }

    /**
     * Events of one batch of the inbox: by handler, in one transaction; what has to be asked for comes after it, one by one.
     *
     * @param truth what Stripe answers at this moment for an event's object
     * @param handling how a group of events is handled within the transaction
     * @return the outcomes of the handlers that take batches
     */
    List<WebhookOutcome> deliverTogether(
            List<WebhookEvent> events,
            Function<WebhookEvent, Fetched> truth,
            BiFunction<WebhookBatchHandler, List<WebhookEvent>, List<WebhookOutcome>> handling) {
        var all = new ArrayList<WebhookOutcome>();
        var byHandler = new LinkedHashMap<WebhookHandler, List<WebhookEvent>>();
        events.forEach(event -> byHandler
                .computeIfAbsent(handlerOf(event.type()), _ -> new ArrayList<>())
                .add(event));
        var unanswered = new ArrayList<WebhookEvent>();
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("set local synchronous_commit = off").update();
            byHandler.forEach((handler, group) -> {
                if (handler instanceof WebhookBatchHandler batch) {
                    var outcomes = handling.apply(batch, group);
                    all.addAll(outcomes);
                    assertThat(outcomes).hasSameSizeAs(group);
                    for (int i = 0; i < group.size(); i++) {
                        if (outcomes.get(i) == WebhookOutcome.FETCH_FIRST) {
                            unanswered.add(group.get(i));
                        }
                    }
                } else {
                    // What it would do is rolled back where it asks, so such events get a transaction each.
                    unanswered.addAll(group);
                }
            });
        });
        unanswered.forEach(event -> deliver(event, () -> truth.apply(event)));
        return all;
    }

    WebhookHandler handlerOf(String type) {
        return handlers.stream()
                .filter(handler -> handler.provider() == WebhookProvider.STRIPE)
                .filter(handler -> handler.types().stream().anyMatch(pattern -> matches(pattern, type)))
                .max((a, b) -> Integer.compare(longest(a, type), longest(b, type)))
                .orElseThrow(() -> new AssertionError("nobody handles " + type));
    }

    private WebhookOutcome handle(WebhookEvent event) {
        return transaction.execute(status -> {
            // Durability is the inbox's to prove; thousands of small commits are only slow here.
            jdbc.sql("set local synchronous_commit = off").update();
            var outcome = handlerOf(event.type()).handle(event);
            if (outcome == WebhookOutcome.FETCH_FIRST) {
                status.setRollbackOnly();
            }
            return outcome;
        });
    }

    private static int longest(WebhookHandler handler, String type) {
        return handler.types().stream()
                .filter(pattern -> matches(pattern, type))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static boolean matches(String pattern, String type) {
        return pattern.equals(type)
                || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
}
