package dev.keelson.testing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A handler that does what an event's {@code probe} object asks for, and writes a row for each time that it took effect:
 * {@code failTimes}, {@code hopeless}, {@code fetch}.
 */
public class ProbeHandler implements WebhookHandler {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ProbeHandler(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
        jdbc.sql("create table if not exists probe_effect (event_id text not null, note text not null)")
                .update();
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
    public WebhookOutcome handle(WebhookEvent event) {
        JsonNode probe = event.payload().path("probe");
        // Before it may fail, so that a test sees whether the effect is rolled back with the failure.
        String note = event.fetchedObject()
                .map(fetched -> fetched.object().path("answer").asString(""))
                .orElse("as sent");
        jdbc.sql("insert into probe_effect values (:id, :note)")
                .param("id", event.eventId())
                .param("note", note)
                .update();
        if (probe.path("hopeless").asBoolean(false)) {
            throw new NonRetryableWebhookException("hopeless by request");
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
        return json.createObjectNode().put("answer", "fetched");
    }
}
