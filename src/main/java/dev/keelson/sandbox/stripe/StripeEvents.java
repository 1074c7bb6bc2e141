package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import dev.keelson.sandbox.server.WebhookSender;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's events: snapshots of an object, kept for {@code GET /v1/events} and sent to the webhook endpoint. */
@Component
class StripeEvents {
    static final String VENDOR = "stripe";
    private static final String CORE = "stripe.core_event";

    private final SandboxStore store;
    private final WebhookSender webhooks;
    private final Templates templates;
    private final StripeClock clock;

    StripeEvents(SandboxStore store, WebhookSender webhooks, Templates templates, StripeClock clock) {
        this.store = store;
        this.webhooks = webhooks;
        this.templates = templates;
        this.clock = clock;
    }

    void emit(String type, ObjectNode object) {
        send(type, Json.object().set("object", NestedLists.shorten(object.deepCopy())));
    }

    void emit(String type, ObjectNode object, ObjectNode previousAttributes) {
        var data = Json.object();
        data.set("object", NestedLists.shorten(object.deepCopy()));
        data.set("previous_attributes", previousAttributes);
        send(type, data);
    }

    /**
     * A notification of the newer kind: it names an object, and leaves the rest to be read.
     *
     * @param data what only the event itself says, once it is read
     */
    void notify(String type, ObjectNode related, String url, ObjectNode data) {
        var id = Kind.EVENT.newId();
        var event = Json.object()
                .put("id", id)
                .put("object", "v2.core.event")
                .put("type", type)
                .put("created", clock.now().toString())
                .put("livemode", false);
        event.putObject("related_object")
                .put("id", Json.string(related, "id"))
                .put("type", Json.string(related, "object"))
                .put("url", url);
        webhooks.send(VENDOR, id, type, event.deepCopy());
        event.set("data", data);
        store.put(CORE, id, event);
    }

    /** An event of the newer kind, whole. */
    Optional<ObjectNode> find(String id) {
        return store.find(CORE, id);
    }

    private void send(String type, ObjectNode data) {
        var event = templates
                .of(Kind.EVENT)
                .put("id", Kind.EVENT.newId())
                .put("created", clock.now().getEpochSecond())
                .put("type", type);
        event.set("data", data);
        event.withObject("/request")
                .put("id", requestAttribute(StripeFilter.REQUEST_ID))
                .put("idempotency_key", requestAttribute(StripeFilter.IDEMPOTENCY_KEY));
        store.put(Kind.EVENT.documents(), Json.string(event, "id"), event);
        webhooks.send(VENDOR, Json.string(event, "id"), type, event);
    }

    /** Nobody's request where it was the clock. */
    private static @Nullable String requestAttribute(String name) {
        var request = RequestContextHolder.getRequestAttributes();
        return request == null ? null : (String) request.getAttribute(name, RequestAttributes.SCOPE_REQUEST);
    }
}
