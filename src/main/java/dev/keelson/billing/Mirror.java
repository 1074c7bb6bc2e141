package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Decides which state of a Stripe object is stored, whatever order and however often its events come.
 *
 * <p>The version of a state is its event's {@code created}: newer wins, older is superseded. That clock ticks in whole
 * seconds and one action of Stripe emits several events in one of them, so two different states of the same second say
 * nothing about their order: the object is fetched and what Stripe answers wins. A thin event shows no state at all, so what
 * Stripe answers is its state. A deletion is final: Stripe never gives an id away again. What an object was before its end
 * may still be learnt after it.
 */
@Component
class Mirror {
    /** Far more than the clocks of our nodes differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final StripeApiClient stripe;
    private final StripeSettings settings;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    Mirror(
            JdbcClient jdbc,
            StripeApiClient stripe,
            StripeSettings settings,
            JsonMapper json,
            IdGenerator ids,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.stripe = stripe;
        this.settings = settings;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    private record Stored(
            long version,
            @Nullable Instant fetchedAt,
            @Nullable Instant deletedAt,
            Instant updatedAt,
            boolean same) {}

    /** The object that an event is about; of a thin event no more than its id and kind. */
    static JsonNode object(WebhookEvent event) {
        var object = event.isThin()
                ? event.payload().path("related_object")
                : event.payload().path("data").path("object");
        if (!object.isObject()) {
            throw new NonRetryableWebhookException(
                    "an event without '%s'".formatted(event.isThin() ? "related_object" : "data.object"));
        }
        return object;
    }

    /** Whether the event is of the other mode than our key's: test events are no business of the live application. */
    boolean isForeign(WebhookEvent event) {
        return StripeJson.flag(event.payload(), "livemode") != settings.livemode();
    }

    /** An event that tells the object's state, or, if it is thin, that there is a new one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public WebhookOutcome update(MirrorTable table, WebhookEvent event, Consumer<Snapshot> write) {
        if (isForeign(event)) {
            return WebhookOutcome.IGNORED;
        }
        var object = StripeJson.withoutSecrets(object(event));
        String id = StripeJson.required(object, "id");
        long version = event.occurredAt().getEpochSecond();
        lock(id);
        var found = stored(table, id, object);
        if (found.isPresent() && found.get().version() > version) {
            return WebhookOutcome.SUPERSEDED;
        }
        if (found.isPresent() && found.get().deletedAt() != null) {
            return lastState(found.get(), event, object, write);
        }
        if (event.fetchedObject().isPresent()) {
            return fetched(table, found, object, event, write);
        }
        if (found.isPresent() && found.get().version() == version) {
            return sameSecond(found.get(), event);
        }
        if (event.isThin()) {
            return WebhookOutcome.FETCH_FIRST;
        }
        write.accept(new Snapshot(id, object, settings.livemode(), version, null, null));
        return WebhookOutcome.APPLIED;
    }

    /** An event that tells the object's end. What it says of the object, unless it is thin, is its last state. */
    @Transactional(propagation = Propagation.MANDATORY)
    public WebhookOutcome delete(MirrorTable table, WebhookEvent event, Consumer<Snapshot> write) {
        if (isForeign(event)) {
            return WebhookOutcome.IGNORED;
        }
        var object = StripeJson.withoutSecrets(object(event));
        String id = StripeJson.required(object, "id");
        lock(id);
        if (event.isThin()) {
            bury(table, id, event.occurredAt(), write);
            return WebhookOutcome.APPLIED;
        }
        var found = stored(table, id, object);
        long version = event.occurredAt().getEpochSecond();
        long known = found.map(Stored::version).orElse(version);
        write.accept(new Snapshot(id, object, settings.livemode(), Math.max(version, known), null, event.occurredAt()));
        return WebhookOutcome.APPLIED;
    }

    /**
     * An object that Stripe answered to a call of ours. It is at least as new as everything that was written before the call,
     * and its own event is still to come, so it takes over the version that is stored.
     *
     * @param requestedAt when the call was sent
     * @param version for an object that is new here: which events are certainly older than the answer
     */
    @Transactional
    public void adopt(MirrorTable table, JsonNode answer, Instant requestedAt, long version, Consumer<Snapshot> write) {
        var object = StripeJson.withoutSecrets(answer);
        String id = StripeJson.required(object, "id");
        lock(id);
        var found = stored(table, id, object);
        if (found.isPresent()
                && (found.get().deletedAt() != null || found.get().updatedAt().isAfter(requestedAt))) {
            return;
        }
        long known = found.map(Stored::version).orElse(version);
        write.accept(new Snapshot(id, object, settings.livemode(), Math.max(version, known), requestedAt, null));
    }

    /** What {@code WebhookHandler.fetch} answers; an object that is gone is answered as Stripe answers deleted ones. */
    JsonNode fetch(StripeObjectType type, WebhookEvent event) {
        String id = StripeJson.required(object(event), "id");
        try {
            return stripe.retrieve(type, id);
        } catch (ApiException.NotFound e) {
            return JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true);
        }
    }

    /** Nobody else writes this object, or anything that follows from it, until the transaction ends. */
    void lock(String stripeId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:id, 0))")
                .param("id", stripeId)
                .query((row, _) -> true)
                .single();
    }

    /** These objects are not written until the transaction ends; others may rely on them at the same time. */
    void lockShared(Collection<String> stripeIds) {
        // Sorted, so that two batches wait for each other instead of deadlocking.
        jdbc.sql("select pg_advisory_xact_lock_shared(hashtextextended(id, 0)) from unnest(:ids) as wanted (id)")
                .param("ids", stripeIds.stream().distinct().sorted().toArray(String[]::new))
                .query((row, _) -> true)
                .list();
    }

    private WebhookOutcome fetched(
            MirrorTable table,
            Optional<Stored> found,
            JsonNode eventObject,
            WebhookEvent event,
            Consumer<Snapshot> write) {
        var fetched = event.fetchedObject().orElseThrow();
        String id = StripeJson.required(eventObject, "id");
        long version = event.occurredAt().getEpochSecond();
        Instant stored = found.map(Stored::fetchedAt).orElse(null);
        if (stored != null && found.get().version() == version && stored.isAfter(fetched.at())) {
            return WebhookOutcome.SUPERSEDED;
        }
        if (!StripeJson.flag(fetched.object(), "deleted")) {
            var object = StripeJson.withoutSecrets(fetched.object());
            write.accept(new Snapshot(id, object, settings.livemode(), version, fetched.at(), null));
        } else if (event.isThin()) {
            bury(table, id, fetched.at(), write);
        } else {
            write.accept(new Snapshot(id, eventObject, settings.livemode(), version, fetched.at(), fetched.at()));
        }
        return WebhookOutcome.APPLIED;
    }

    /** Of an object that is gone: an event from before its end may still tell more of it than is known. */
    private WebhookOutcome lastState(Stored found, WebhookEvent event, JsonNode object, Consumer<Snapshot> write) {
        Instant deletedAt = found.deletedAt();
        long version = event.occurredAt().getEpochSecond();
        if (event.isThin() || deletedAt == null || version == found.version() || version > deletedAt.getEpochSecond()) {
            return WebhookOutcome.SUPERSEDED;
        }
        String id = StripeJson.required(object, "id");
        write.accept(new Snapshot(id, object, settings.livemode(), version, found.fetchedAt(), deletedAt));
        return WebhookOutcome.APPLIED;
    }

    /** Makes a tombstone of an object of whose end nothing else is told: what is known of it stays its last state. */
    private void bury(MirrorTable table, String id, Instant deletedAt, Consumer<Snapshot> write) {
        var known = jdbc.sql("select raw, stripe_version, fetched_at from %s where stripe_id = :id and raw <> '{}'"
                        .formatted(table.sqlName()))
                .param("id", id)
                .query((row, _) -> new Snapshot(
                        id,
                        json.readTree(row.getString("raw")),
                        settings.livemode(),
                        row.getLong("stripe_version"),
                        Timestamps.instant(row, "fetched_at"),
                        deletedAt))
                .optional();
        if (known.isPresent()) {
            write.accept(known.get());
            return;
        }
        jdbc.sql("""
                        insert into %s (id, stripe_id, livemode, raw, stripe_version, deleted_at, created_at, updated_at)
                        values (:id, :stripeId, :livemode, '{}', 0, :deletedAt, :now, :now)
                        on conflict (stripe_id) do update
                          set deleted_at = excluded.deleted_at, updated_at = excluded.updated_at
                        """.formatted(table.sqlName()))
                .param("id", ids.next())
                .param("stripeId", id)
                .param("livemode", settings.livemode())
                .param("deletedAt", Timestamps.at(deletedAt))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    private static WebhookOutcome sameSecond(Stored stored, WebhookEvent event) {
        if (stored.same()) {
            return WebhookOutcome.SUPERSEDED;
        }
        // Already here when Stripe was asked: the answer knew of it. Saves the call for every replay.
        boolean known = stored.fetchedAt() != null
                && stored.fetchedAt().isAfter(event.receivedAt().plus(CLOCK_TOLERANCE));
        return known ? WebhookOutcome.SUPERSEDED : WebhookOutcome.FETCH_FIRST;
    }

    private Optional<Stored> stored(MirrorTable table, String id, JsonNode object) {
        return jdbc.sql("""
                        select stripe_version, fetched_at, deleted_at, updated_at, raw = :raw::jsonb as same
                        from %s where stripe_id = :id
                        """.formatted(table.sqlName()))
                .param("id", id)
                .param("raw", object.toString())
                .query((row, _) -> new Stored(
                        row.getLong("stripe_version"),
                        Timestamps.instant(row, "fetched_at"),
                        Timestamps.instant(row, "deleted_at"),
                        Timestamps.requiredInstant(row, "updated_at"),
                        row.getBoolean("same")))
                .optional();
    }
}
