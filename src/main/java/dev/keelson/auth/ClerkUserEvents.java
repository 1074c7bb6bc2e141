package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows Clerk's users. {@code user.created} and {@code user.updated} carry the whole user and are handled alike; there is
 * no event of its own for a ban, it is a {@code user.updated} with {@code banned}.
 */
@Component
class ClerkUserEvents implements WebhookHandler {
    private static final String DELETED = "user.deleted";

    private final MirrorUser mirror;
    private final EraseUser erase;
    private final ClerkUserLookup clerk;
    private final JsonMapper json;

    ClerkUserEvents(MirrorUser mirror, EraseUser erase, ClerkUserLookup clerk, JsonMapper json) {
        this.mirror = mirror;
        this.erase = erase;
        this.clerk = clerk;
        this.json = json;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.CLERK;
    }

    @Override
    public Set<String> types() {
        return Set.of("user.created", "user.updated", DELETED);
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        var fetched = event.fetchedObject();
        JsonNode user =
                fetched.isPresent() ? fetched.get().object() : event.payload().path("data");
        if (event.type().equals(DELETED) || user.path("deleted").asBoolean(false)) {
            return erase.erase(id(event, user), null) ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
        }
        ClerkUser told = ClerkUser.read(user)
                .orElseThrow(() -> new NonRetryableWebhookException(event.type() + " without id or updated_at"));
        return switch (fetched.isPresent() ? mirror.answered(told, null) : mirror.told(told)) {
            case MIRRORED -> WebhookOutcome.APPLIED;
            case STALE -> WebhookOutcome.SUPERSEDED;
            case TIED -> WebhookOutcome.FETCH_FIRST;
        };
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return id(event, event.payload().path("data"));
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        String id = id(event, event.payload().path("data"));
        return clerk.findJson(id)
                .orElseGet(() -> json.createObjectNode().put("id", id).put("deleted", true));
    }

    private static String id(WebhookEvent event, JsonNode user) {
        String id = user.path("id").asString("");
        if (id.isEmpty()) {
            throw new NonRetryableWebhookException(event.type() + " without id");
        }
        return id;
    }
}
