package dev.keelson.billing;

import dev.keelson.billing.StoredState.Decision;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keeps one row for each object of Stripe, whatever order and however often its events come: {@link StoredState} decides what
 * an event means, and here it happens under the object's lock.
 */
@Component
class Mirror {
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

    /** What became of an object that Stripe answered. */
    enum Adoption {
        /** It was new here. */
        ADDED,
        /** It took the place of another state, or of the same one. */
        REPLACED,
        /** What is stored was written after Stripe had been asked. */
        STALE,
        /** It is a tombstone here. */
        BURIED
    }

    /** The object that an event is about; of a thin event no more than its id and kind. */
    static JsonNode object(WebhookEvent event) {
        var object = event.isThin()
                ? event.payload().path("related_object")
                : event.payload().path("data").path("object");
        if (!object.isObject()) {
            throw new NonRetryableWebhookException(
                    "an event without '%s'".formatted(event.isThin() ? "related_object" : "data.object"));
        }
        return EntitlementSummaryObject.withId(object);
    }

    /** Whether the event is of the other mode than our key's: test events are no business of the live application. */
    boolean isForeign(WebhookEvent event) {
        return StripeJson.flag(event.payload(), "livemode") != settings.livemode();
    }

    /** An event that tells the object's state, or, if it is thin, that there is a new one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public WebhookOutcome update(MirrorTable table, WebhookEvent event, Consumer<Snapshot> write) {
        return updateAll(table, List.of(event), snapshots -> snapshots.forEach(write))
                .getFirst();
    }

    /**
     * The same for many events, of which several may be about one object. What is left of each object is written once; an
     * event that asks for Stripe's answer leaves nothing behind.
     *
     * @param write gets the last state of each object that has a new one
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<WebhookOutcome> updateAll(
            MirrorTable table, List<WebhookEvent> events, Consumer<List<Snapshot>> write) {
        var told = events.stream()
                .map(event -> isForeign(event) ? null : new Told(event, StripeJson.withoutSecrets(object(event))))
                .toList();
        var own = told.stream().filter(Objects::nonNull).map(Told::id).collect(Collectors.toSet());
        lock(own);
        var states = stored(table, own);
        var written = new LinkedHashMap<String, Snapshot>();
        var outcomes = new ArrayList<WebhookOutcome>(events.size());
        for (Told each : told) {
            outcomes.add(each == null ? WebhookOutcome.IGNORED : apply(table, each, states, written, write));
        }
        if (!written.isEmpty()) {
            write.accept(List.copyOf(written.values()));
        }
        return outcomes;
    }

    private record Told(WebhookEvent event, JsonNode object) {
        String id() {
            return StripeJson.required(object, "id");
        }
    }

    private WebhookOutcome apply(
            MirrorTable table,
            Told told,
            Map<String, StoredState> states,
            Map<String, Snapshot> written,
            Consumer<List<Snapshot>> write) {
        var state = states.getOrDefault(told.id(), StoredState.NONE);
        return switch (state.update(told.event(), told.object(), settings.livemode(), table.reusesIds())) {
            case Decision.Keep(WebhookOutcome outcome) -> outcome;
            case Decision.Write(Snapshot snapshot) -> {
                states.put(told.id(), StoredState.of(snapshot));
                written.put(told.id(), snapshot);
                yield WebhookOutcome.APPLIED;
            }
            case Decision.Bury(Instant deletedAt) -> {
                // Keeps what the row shows, so what is still to be written to it goes first.
                Optional.ofNullable(written.remove(told.id())).ifPresent(snapshot -> write.accept(List.of(snapshot)));
                bury(table, told.id(), deletedAt, snapshot -> write.accept(List.of(snapshot)));
                states.putAll(stored(table, Set.of(told.id())));
                yield WebhookOutcome.APPLIED;
            }
        };
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
        var state = stored(table, Set.of(id)).getOrDefault(id, StoredState.NONE);
        return switch (state.delete(event, object, settings.livemode(), table.reusesIds())) {
            case Decision.Keep(WebhookOutcome outcome) -> outcome;
            case Decision.Write(Snapshot snapshot) -> {
                write.accept(snapshot);
                yield WebhookOutcome.APPLIED;
            }
            case Decision.Bury(Instant deletedAt) -> {
                bury(table, id, deletedAt, write);
                yield WebhookOutcome.APPLIED;
            }
        };
    }

    /**
     * An object that Stripe answered to a call of ours. It is at least as new as everything that was written before the call,
     * and its own event is still to come, so it takes over the version that is stored.
     *
     * @param requestedAt when the call was sent
     * @param version for an object that is new here: which events are certainly older than the answer
     */
    @Transactional
    public Adoption adopt(
            MirrorTable table, JsonNode answer, Instant requestedAt, long version, Consumer<Snapshot> write) {
        var object = StripeJson.withoutSecrets(answer);
        String id = StripeJson.required(object, "id");
        lock(id);
        var written = writtenAt(table, id);
        if (written.filter(at -> at.isAfter(requestedAt)).isPresent()) {
            return Adoption.STALE;
        }
        var found = stored(table, Set.of(id)).getOrDefault(id, StoredState.NONE);
        boolean livesAgain = table.reusesIds() && found.deletedAt() != null && requestedAt.isAfter(found.deletedAt());
        if (found.deletedAt() != null && !livesAgain) {
            return Adoption.BURIED;
        }
        write.accept(
                new Snapshot(id, object, settings.livemode(), Math.max(version, found.version()), requestedAt, null));
        return written.isPresent() ? Adoption.REPLACED : Adoption.ADDED;
    }

    /** Events about one object share one question. */
    static String fetchKey(WebhookEvent event) {
        return StripeJson.required(object(event), "id");
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
        lock(Set.of(stripeId));
    }

    private void lock(Collection<String> stripeIds) {
        lock("pg_advisory_xact_lock", stripeIds);
    }

    /** These objects are not written until the transaction ends; others may rely on them at the same time. */
    void lockShared(Collection<String> stripeIds) {
        lock("pg_advisory_xact_lock_shared", stripeIds);
    }

    private void lock(String function, Collection<String> stripeIds) {
        // Sorted, so that two batches wait for each other instead of deadlocking.
        jdbc.sql("select %s(hashtextextended(id, 0)) from unnest(:ids) as wanted (id)".formatted(function))
                .param("ids", stripeIds.stream().distinct().sorted().toArray(String[]::new))
                .query((row, _) -> true)
                .list();
    }

    /** Makes a tombstone of an object of whose end nothing else is told: what is known of it stays its last state. */
    void bury(MirrorTable table, String id, Instant deletedAt, Consumer<Snapshot> write) {
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

    private Map<String, StoredState> stored(MirrorTable table, Collection<String> stripeIds) {
        var states = new HashMap<String, StoredState>();
        jdbc.sql("""
                        select stripe_id, stripe_version, fetched_at, deleted_at
                        from %s where stripe_id = any(:ids)
                        """.formatted(table.sqlName()))
                .param("ids", stripeIds.toArray(String[]::new))
                .query(row -> {
                    String id = row.getString("stripe_id");
                    states.put(
                            id,
                            new StoredState(
                                    row.getLong("stripe_version"),
                                    Timestamps.instant(row, "fetched_at"),
                                    Timestamps.instant(row, "deleted_at"),
                                    object -> isStored(table, id, object)));
                });
        return states;
    }

    /** Only looked up where two events share a second, which spares every other one the whole object. */
    private boolean isStored(MirrorTable table, String id, JsonNode object) {
        return jdbc.sql("select raw = :raw::jsonb from %s where stripe_id = :id".formatted(table.sqlName()))
                .param("id", id)
                .param("raw", object.toString())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    private Optional<Instant> writtenAt(MirrorTable table, String id) {
        return jdbc.sql("select updated_at from %s where stripe_id = :id".formatted(table.sqlName()))
                .param("id", id)
                .query((row, _) -> Timestamps.requiredInstant(row, "updated_at"))
                .optional();
    }
}
