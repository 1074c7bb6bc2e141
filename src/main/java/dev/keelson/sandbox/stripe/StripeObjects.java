package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's objects, each change of which is an event. What is handed out is a copy: who has called something that may
 * change the object reads it again.
 */
@Component
class StripeObjects {
    private final SandboxStore store;
    private final StripeEvents events;
    private final Templates templates;
    private final StripeClock clock;
    private final JsonMapper json;
    private final ApplicationEventPublisher changes;

    StripeObjects(
            SandboxStore store,
            StripeEvents events,
            Templates templates,
            StripeClock clock,
            JsonMapper json,
            ApplicationEventPublisher changes) {
        this.store = store;
        this.events = events;
        this.templates = templates;
        this.clock = clock;
        this.json = json;
        this.changes = changes;
    }

    Instant now() {
        return clock.now();
    }

    /** A new object, not stored yet. */
    ObjectNode blank(Kind kind) {
        return blank(kind, kind.newId());
    }

    ObjectNode blank(Kind kind, String id) {
        var node = templates.of(kind).put("id", id);
        if (node.has("created")) {
            Json.put(node, "created", clock.now());
        }
        return node;
    }

    Optional<ObjectNode> find(Kind kind, String id) {
        return store.find(kind.documents(), id);
    }

    /** @throws StripeError where there is none, or a deleted one */
    ObjectNode get(Kind kind, String id) {
        return find(kind, id)
                .filter(node -> !Json.flag(node, "deleted"))
                .orElseThrow(() -> StripeError.noSuch(kind, id));
    }

    /**
     * The object that a parameter names.
     *
     * @throws StripeError where there is none: a bad request, not an unknown path
     */
    ObjectNode named(Kind kind, Params params, String name) {
        var id = params.required(name);
        return find(kind, id)
                .filter(node -> !Json.flag(node, "deleted"))
                .orElseThrow(() -> StripeError.invalid("No such %s: '%s'".formatted(kind.words(), id))
                        .code("resource_missing")
                        .param(params.nameOf(name)));
    }

    /** Newest first, as Stripe lists. */
    List<ObjectNode> all(Kind kind) {
        return store.list(kind.documents()).reversed().stream()
                .filter(node -> !Json.flag(node, "deleted"))
                .toList();
    }

    void create(ObjectNode node) {
        save(node, "created");
    }

    /** Stores the object and tells what it was before; where nothing has changed, nothing is told. */
    void update(ObjectNode node) {
        var kind = Kind.of(node);
        var id = Json.string(node, "id");
        var before = get(kind, id);
        // Read back, numbers are of the types that they have in the stored one.
        var after = (ObjectNode) json.readTree(json.writeValueAsString(node));
        var previous = PreviousAttributes.of(before, after);
        if (!previous.isEmpty()) {
            store.put(kind.documents(), id, after);
            events.emit(kind.event("updated"), after, previous);
            changes.publishEvent(new ObjectChanged(kind, after));
        }
    }

    /** Stores the object and tells that this has happened to it. */
    void save(ObjectNode node, String... verbs) {
        var kind = Kind.of(node);
        store.put(kind.documents(), Json.string(node, "id"), node);
        for (var verb : verbs) {
            events.emit(kind.event(verb), node);
        }
        changes.publishEvent(new ObjectChanged(kind, node));
    }

    /** Replaces a deleted object by the little that Stripe remembers of it. */
    ObjectNode bury(ObjectNode node) {
        var grave = grave(node);
        events.emit(Kind.of(node).event("deleted"), node);
        store.put(Kind.of(node).documents(), Json.string(node, "id"), grave);
        return grave;
    }

    ObjectNode delete(ObjectNode node) {
        store.delete(Kind.of(node).documents(), Json.string(node, "id"));
        events.emit(Kind.of(node).event("deleted"), node);
        return grave(node);
    }

    private static ObjectNode grave(ObjectNode node) {
        return Json.object()
                .put("id", Json.string(node, "id"))
                .put("object", Json.string(node, "object"))
                .put("deleted", true);
    }
}
