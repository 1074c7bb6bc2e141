package dev.keelson.testing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Like {@link ProbeHandler}, for batches: the note says how many events there were together, or how often was asked. */
public class ProbeBatchHandler implements WebhookBatchHandler {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param first makes the table */
    ProbeBatchHandler(JdbcClient jdbc, JsonMapper json, ProbeHandler first) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("keelson.batch.*");
    }

    @Override
    public List<WebhookOutcome> handleAll(List<WebhookEvent> events) {
        var outcomes = new ArrayList<WebhookOutcome>();
        for (WebhookEvent event : events) {
            JsonNode probe = event.payload().path("probe");
            if (probe.path("hopeless").asBoolean(false)) {
                throw new NonRetryableWebhookException("hopeless by request");
            }
            if (probe.path("fetch").asBoolean(false) && event.fetched() == null) {
                outcomes.add(WebhookOutcome.FETCH_FIRST);
                continue;
            }
            String note = event.fetchedObject()
                    .map(fetched -> "answer " + fetched.object().path("answer").asInt(0))
                    .orElse("one of " + events.size());
            jdbc.sql("insert into probe_effect (event_id, note) values (:id, :note)")
                    .param("id", event.eventId())
                    .param("note", note)
                    .update();
            outcomes.add(WebhookOutcome.APPLIED);
        }
        return outcomes;
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return json.createObjectNode().put("answer", asked.incrementAndGet());
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return event.payload().path("probe").path("key").asString(event.eventId());
    }
}
