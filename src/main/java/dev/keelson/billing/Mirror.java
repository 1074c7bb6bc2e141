package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Decides which state of a Stripe object is stored, whatever order and however often its events come.
 *
 * <p>The version of a state is its event's {@code created}: newer wins, older is superseded. That clock ticks in whole
 * seconds and one action of Stripe emits several events in one of them, so two different states of the same second say
 * nothing about their order: the object is fetched and what Stripe answers wins. A deletion is final: Stripe never gives an
 * id away again.
 */
@Component
class Mirror {
    /** Far more than the clocks of our nodes differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final StripeApiClient stripe;
    private final StripeSettings settings;

    Mirror(JdbcClient jdbc, StripeApiClient stripe, StripeSettings settings) {
        this.jdbc = jdbc;
        this.stripe = stripe;
        this.settings = settings;
    }

    private record Stored(
            long version,
            @Nullable Instant fetchedAt,
            @Nullable Instant deletedAt,
            Instant updatedAt,
            boolean same) {}

    /** The object that an event is about. */
    static JsonNode object(WebhookEvent event) {
        var object = event.payload().path("data").path("object");
        if (!object.isObject()) {
            throw new NonRetryableWebhookException("an event without 'data.object'");
        }
        return object;
    }

    /** Whether the event is of the other mode than our key's: test events are no business of the live application. */
    boolean isForeign(WebhookEvent event) {
        return StripeJson.flag(event.payload(), "livemode") != settings.livemode();
    }

    /** An event that tells the object's state. */
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
        if (found.isPresent() && (found.get().deletedAt() != null || found.get().version() > version)) {
            return WebhookOutcome.SUPERSEDED;
        }
        if (event.fetchedObject().isPresent()) {
            return fetched(found, object, id, version, event.fetchedObject().get(), write);
        }
        if (found.isPresent() && found.get().version() == version) {
            return sameSecond(found.get(), event);
        }
        write.accept(new Snapshot(id, object, settings.livemode(), version, null, null));
        return WebhookOutcome.APPLIED;
    }

    /** An event that tells the object's end. What it says of the object is its last state. */
    @Transactional(propagation = Propagation.MANDATORY)
    public WebhookOutcome delete(MirrorTable table, WebhookEvent event, Consumer<Snapshot> write) {
        if (isForeign(event)) {
            return WebhookOutcome.IGNORED;
        }
        var object = StripeJson.withoutSecrets(object(event));
        String id = StripeJson.required(object, "id");
        lock(id);
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
            Optional<Stored> found,
            JsonNode eventObject,
            String id,
            long version,
            WebhookEvent.Fetched fetched,
            Consumer<Snapshot> write) {
        Instant stored = found.map(Stored::fetchedAt).orElse(null);
        if (stored != null && found.get().version() == version && stored.isAfter(fetched.at())) {
            return WebhookOutcome.SUPERSEDED;
        }
        if (StripeJson.flag(fetched.object(), "deleted")) {
            write.accept(new Snapshot(id, eventObject, settings.livemode(), version, fetched.at(), fetched.at()));
            return WebhookOutcome.APPLIED;
        }
        var object = StripeJson.withoutSecrets(fetched.object());
        write.accept(new Snapshot(id, object, settings.livemode(), version, fetched.at(), null));
        return WebhookOutcome.APPLIED;
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
