package dev.keelson.billing;

import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Keeps one of the {@link MirroredObjects} in step with Stripe. */
class MirrorHandler implements WebhookBatchHandler {
    /**
     * Which events tell of the objects of a table.
     *
     * @param types as {@link #types} names them
     * @param deletions those of them that tell an object's end
     * @param cut whether the object of an event shows less than all of it, so that Stripe has to be asked
     * @param fetch asks Stripe for the object of an event
     */
    record Events(
            MirrorTable table,
            Set<String> types,
            Set<String> deletions,
            Predicate<JsonNode> cut,
            Function<WebhookEvent, JsonNode> fetch) {}

    private final Events events;
    private final Mirror mirror;
    private final MirroredObjects objects;

    MirrorHandler(Events events, Mirror mirror, MirroredObjects objects) {
        this.events = events;
        this.mirror = mirror;
        this.objects = objects;
    }

    MirrorTable table() {
        return events.table();
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return events.types();
    }

    @Override
    public List<WebhookOutcome> handleAll(List<WebhookEvent> batch) {
        return batch.stream().anyMatch(this::isDeletion)
                ? batch.stream().map(this::one).toList()
                : update(batch);
    }

    private WebhookOutcome one(WebhookEvent event) {
        return isDeletion(event)
                ? mirror.delete(events.table(), event, objects.writer(events.table()))
                : update(List.of(event)).getFirst();
    }

    private List<WebhookOutcome> update(List<WebhookEvent> batch) {
        var whole = batch.stream().filter(event -> !isCut(event)).toList();
        var outcomes = mirror.updateAll(events.table(), whole, snapshots -> objects.write(events.table(), snapshots))
                .iterator();
        return batch.stream()
                .map(event -> isCut(event) ? WebhookOutcome.FETCH_FIRST : outcomes.next())
                .toList();
    }

    private boolean isCut(WebhookEvent event) {
        return event.fetchedObject().isEmpty()
                && !mirror.isForeign(event)
                && events.cut().test(Mirror.object(event));
    }

    private boolean isDeletion(WebhookEvent event) {
        return events.deletions().contains(event.type());
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return events.fetch().apply(event);
    }
}
