package dev.keelson.testing;

import dev.keelson.shared.TemporaryFailure;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A handler that does what an event's {@code probe} object asks for, and writes a row for each time that it took effect:
 * {@code failTimes}, {@code awayTimes} (as if the vendor was away), {@code hopeless}, {@code fetch}, {@code gate} (the fetch waits
 * for {@link #open}), {@code bug} (hopeless until {@link #fix}). Types below {@code keelson.probe.pausing} keep
 * their subject waiting.
 */
public class ProbeHandler implements WebhookHandler {
    /** Somebody else's fault. */
    @SuppressWarnings("serial") // never serialised
    static final class AwayException extends RuntimeException implements TemporaryFailure {}

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Set<String> fixed = ConcurrentHashMap.newKeySet();

    ProbeHandler(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
        jdbc.sql("""
                        create table if not exists probe_effect
                          (event_id text not null, note text not null, place bigint generated always as identity)
                        """).update();
    }

    /** As a new version of the handler would. */
    public void fix(String bug) {
        fixed.add(bug);
    }

    /** Lets the fetches go on that wait at this gate, now and later. */
    public void open(String gate) {
        gate(gate).countDown();
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("keelson.probe.*");
    }

    @Override
    public boolean pausesSubject(String type) {
        return type.startsWith("keelson.probe.pausing");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        JsonNode probe = event.payload().path("probe");
        // Before it may fail, so that a test sees whether the effect is rolled back with the failure.
        String note = event.fetchedObject()
                .map(fetched -> fetched.object().path("answer").asString(""))
                .orElse("as sent");
        jdbc.sql("insert into probe_effect (event_id, note) values (:id, :note)")
                .param("id", event.eventId())
                .param("note", note)
                .update();
        if (probe.path("hopeless").asBoolean(false)) {
            throw new NonRetryableWebhookException("hopeless by request");
        }
        String bug = probe.path("bug").asString("");
        if (!bug.isEmpty() && !fixed.contains(bug)) {
            throw new NonRetryableWebhookException("not fixed yet");
        }
        if (event.attempt() <= probe.path("awayTimes").asInt(0)) {
            throw new AwayException();
        }
        if (event.attempt() <= probe.path("failTimes").asInt(0)) {
            throw new IllegalStateException("fails by request");
        }
        if (probe.path("fetch").asBoolean(false) && event.fetched() == null) {
            return WebhookOutcome.FETCH_FIRST;
        }
        return WebhookOutcome.APPLIED;
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        String gate = event.payload().path("probe").path("gate").asString("");
        try {
            if (!gate.isEmpty() && !gate(gate).await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened " + gate);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return json.createObjectNode().put("answer", "fetched");
    }

    private CountDownLatch gate(String name) {
        return gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }
}
