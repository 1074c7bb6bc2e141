package dev.keelson.billing;

import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is stored of a Stripe object, and what an event means for it.
 *
 * <p>The version of a state is its event's {@code created}: newer wins, older is superseded. That clock ticks in whole
 * seconds and one action of Stripe emits several events in one of them, so two different states of the same second say
 * nothing about their order: the object is fetched and what Stripe answers wins. A thin event shows no state at all, so what
 * Stripe answers is its state. A deletion is final: Stripe never gives an id away again. What an object was before its end
 * may still be learnt after it.
 *
 * @param version {@code created} (s) of the event that the state comes from; before every event where nothing is stored
 * @param fetchedAt when Stripe was asked for it; null where an event carried it
 * @param deletedAt null where it lives
 * @param shows whether it is this object, all of it
 */
record StoredState(
        long version, @Nullable Instant fetchedAt, @Nullable Instant deletedAt, Predicate<JsonNode> shows) {
    /** Far more than the clocks of our nodes differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    static final StoredState NONE = new StoredState(Long.MIN_VALUE, null, null, _ -> false);

    /** What an event means for the stored object. */
    sealed interface Decision {
        /** This is its state now. */
        record Write(Snapshot snapshot) implements Decision {}

        /** It is gone, and nothing but that is told. */
        record Bury(Instant deletedAt) implements Decision {}

        /** It stays as it is. */
        record Keep(WebhookOutcome outcome) implements Decision {}
    }

    static StoredState of(Snapshot snapshot) {
        return new StoredState(
                snapshot.version(), snapshot.fetchedAt(), snapshot.deletedAt(), snapshot.object()::equals);
    }

    /**
     * @param event tells the object's state, or, if it is thin, that there is a new one
     * @param object the event's object without secrets
     * @param reused whether an object that is gone may be followed by one of the same id
     */
    Decision update(WebhookEvent event, JsonNode object, boolean livemode, boolean reused) {
        long told = event.occurredAt().getEpochSecond();
        if (version > told) {
            return new Decision.Keep(WebhookOutcome.SUPERSEDED);
        }
        String id = StripeJson.required(object, "id");
        if (deletedAt != null && reused && told >= deletedAt.getEpochSecond()) {
            return again(event, new Snapshot(id, object, livemode, told, null, null));
        }
        if (reused && isGone(event)) {
            // Which of those that had this id, and when it went, only the deletion's own event tells.
            return new Decision.Keep(WebhookOutcome.SUPERSEDED);
        }
        if (deletedAt != null) {
            return lastState(event, deletedAt, new Snapshot(id, object, livemode, told, fetchedAt, deletedAt));
        }
        if (event.fetchedObject().isPresent()) {
            return fetched(event, event.fetchedObject().get(), new Snapshot(id, object, livemode, told, null, null));
        }
        if (version == told) {
            return new Decision.Keep(sameSecond(event, object));
        }
        return event.isThin()
                ? new Decision.Keep(WebhookOutcome.FETCH_FIRST)
                : new Decision.Write(new Snapshot(id, object, livemode, told, null, null));
    }

    /**
     * @param event tells the object's end
     * @param object the event's object without secrets
     */
    Decision delete(WebhookEvent event, JsonNode object, boolean livemode, boolean reused) {
        long told = event.occurredAt().getEpochSecond();
        String id = StripeJson.required(object, "id");
        if (reused && (version > told || (deletedAt != null && deletedAt.getEpochSecond() > told))) {
            return new Decision.Keep(WebhookOutcome.SUPERSEDED);
        }
        if (reused && version == told && deletedAt == null) {
            // The end of this one, or of the one before it.
            if (event.fetchedObject().isEmpty()) {
                return new Decision.Keep(WebhookOutcome.FETCH_FIRST);
            }
            if (!isGone(event)) {
                return fetched(
                        event, event.fetchedObject().get(), new Snapshot(id, object, livemode, told, null, null));
            }
        }
        return event.isThin()
                ? new Decision.Bury(event.occurredAt())
                : new Decision.Write(
                        new Snapshot(id, object, livemode, Math.max(told, version), null, event.occurredAt()));
    }

    /** Of an object that is gone: an event of its end or after it may be about another one of the same id. */
    private Decision again(WebhookEvent event, Snapshot told) {
        if (event.fetchedObject().isEmpty()) {
            return new Decision.Keep(WebhookOutcome.FETCH_FIRST);
        }
        return isGone(event)
                ? new Decision.Keep(WebhookOutcome.SUPERSEDED)
                : fetched(event, event.fetchedObject().get(), told);
    }

    private static boolean isGone(WebhookEvent event) {
        return event.fetchedObject()
                .filter(fetched -> StripeJson.flag(fetched.object(), "deleted"))
                .isPresent();
    }

    /** Of an object that is gone: an event from before its end may still tell more of it than is known. */
    private Decision lastState(WebhookEvent event, Instant end, Snapshot told) {
        boolean nothingNew = event.isThin() || told.version() == version || told.version() > end.getEpochSecond();
        return nothingNew ? new Decision.Keep(WebhookOutcome.SUPERSEDED) : new Decision.Write(told);
    }

    private Decision fetched(WebhookEvent event, WebhookEvent.Fetched fetched, Snapshot told) {
        if (fetchedAt != null && version == told.version() && fetchedAt.isAfter(fetched.at())) {
            return new Decision.Keep(WebhookOutcome.SUPERSEDED);
        }
        if (!StripeJson.flag(fetched.object(), "deleted")) {
            var answer = StripeJson.withoutSecrets(fetched.object());
            return new Decision.Write(
                    new Snapshot(told.stripeId(), answer, told.livemode(), told.version(), fetched.at(), null));
        }
        return event.isThin()
                ? new Decision.Bury(fetched.at())
                : new Decision.Write(new Snapshot(
                        told.stripeId(), told.object(), told.livemode(), told.version(), fetched.at(), fetched.at()));
    }

    private WebhookOutcome sameSecond(WebhookEvent event, JsonNode object) {
        // Already here when Stripe was asked: the answer knew of it. Saves the call for every replay.
        boolean known =
                fetchedAt != null && fetchedAt.isAfter(event.receivedAt().plus(CLOCK_TOLERANCE));
        // A thin event shows nothing that could be compared.
        boolean same = !event.isThin() && shows.test(object);
        return known || same ? WebhookOutcome.SUPERSEDED : WebhookOutcome.FETCH_FIRST;
    }
}
