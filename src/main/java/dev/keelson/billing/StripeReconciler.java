package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Compares one kind of Stripe's objects with its mirror. What counts is what we read of an object: two answers of different
 * API versions are written differently and mean the same.
 */
class StripeReconciler implements Reconciler {
    /** Stripe's events go back that far; for what is older there are only the objects. */
    static final Duration EVENTS_KEPT = Duration.ofDays(30);
    /** More than our clock may be ahead of Stripe's: an event that is older than this is certainly older than the answer. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
    /** What is younger, Stripe's lists need not show yet. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(StripeReconciler.class);

    /**
     * One kind of objects.
     *
     * @param entity Stripe's word for it
     * @param ids how its ids begin, where they tell the kind
     * @param same whether what is stored and what was answered mean the same, of all that we read of them
     * @param write writes the row
     * @param source where Stripe shows it
     */
    record Kind(
            String entity,
            MirrorTable table,
            Pattern ids,
            BiPredicate<JsonNode, JsonNode> same,
            Consumer<Snapshot> write,
            Source source) {
        /** Two objects of which the same is read are the same. */
        static BiPredicate<JsonNode, JsonNode> reading(Function<JsonNode, ? extends Object> meaning) {
            return (stored, answered) -> meaning.apply(stored).equals(meaning.apply(answered));
        }
    }

    /** Where Stripe shows the objects of a kind. */
    interface Source {
        /** @param cursor what the page before said; null for the first */
        Shown page(SyncPass pass, @Nullable String cursor);

        /** @throws ApiException.NotFound where there is none */
        JsonNode one(String id);
    }

    /**
     * What Stripe has shown.
     *
     * @param next where the next page begins; null where there is none
     */
    record Shown(
            List<SyncPass.Answer<JsonNode>> objects,
            @Nullable String next) {}

    private final Kind kind;
    private final StripeApiClient stripe;
    private final Mirror mirror;
    private final StripeRows rows;
    private final TransactionTemplate transaction;

    StripeReconciler(
            Kind kind, StripeApiClient stripe, Mirror mirror, StripeRows rows, TransactionTemplate transaction) {
        this.kind = kind;
        this.stripe = stripe;
        this.mirror = mirror;
        this.rows = rows;
        this.transaction = transaction;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public String entity() {
        return kind.entity();
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return switch (scope) {
            case SyncScope.Full _ -> true;
            case SyncScope.Since since -> since.from().isBefore(askedAt.minus(EVENTS_KEPT));
            case SyncScope.One one -> kind.ids().matcher(one.vendorId()).lookingAt();
        };
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        var shown = kind.source().page(pass, cursor);
        var ids = shown.objects().stream()
                .map(answer -> StripeJson.required(answer.value(), "id"))
                .toList();
        Map<String, StripeRows.Row> stored = rows.find(kind.table(), ids);
        for (var answer : shown.objects()) {
            compare(pass, answer.value(), answer.askedAt(), stored.get(StripeJson.required(answer.value(), "id")));
        }
        return Step.showing(shown.next(), ids);
    }

    @Override
    public void check(SyncPass pass, String vendorId) {
        var answer = pass.ask(() -> retrieve(vendorId));
        var row = rows.find(kind.table(), vendorId).orElse(null);
        if (!StripeJson.flag(answer.value(), "deleted")) {
            compare(pass, answer.value(), answer.askedAt(), row);
        } else if (row != null && !row.deleted()) {
            bury(pass, vendorId, answer.askedAt());
        }
    }

    @Override
    public List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return rows.knownBefore(kind.table(), pass.askedAt().minus(SETTLED), after, limit);
    }

    /** An object that is gone is answered as Stripe answers deleted ones. */
    private JsonNode retrieve(String id) {
        try {
            return kind.source().one(id);
        } catch (ApiException.NotFound e) {
            if (e.failure().vendorCode() == null) {
                // Not Stripe's own word, but that of something on the way.
                throw e;
            }
            return JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true);
        }
    }

    private void compare(SyncPass pass, JsonNode listed, Instant askedAt, StripeRows.@Nullable Row row) {
        String id = StripeJson.required(listed, "id");
        try {
            var object = complete(pass, listed);
            if (row == null || row.deleted() || !means(row.object(), object)) {
                adopt(pass, id, object, askedAt);
            }
        } catch (NonRetryableWebhookException e) {
            // One that cannot be read must not keep the others from being compared.
            log.warn("reconcile=unreadable entity={} id={} error=\"{}\"", kind.entity(), id, e.getMessage());
            pass.report(new Drift(kind.entity(), id, Drift.Kind.DIFFERENT, false));
        }
    }

    private boolean means(JsonNode stored, JsonNode answered) {
        try {
            return kind.same().test(stored, answered);
        } catch (NonRetryableWebhookException e) {
            // A row that was claimed before its object came has nothing to compare; whether the answer can be read, its
            // writing will show.
            return false;
        }
    }

    private void adopt(SyncPass pass, String id, JsonNode object, Instant askedAt) {
        long version = askedAt.minus(CLOCK_TOLERANCE).getEpochSecond();
        transaction.executeWithoutResult(_ -> {
            switch (mirror.adopt(kind.table(), object, askedAt, version, kind.write())) {
                case ADDED -> pass.report(new Drift(kind.entity(), id, Drift.Kind.MISSING, true));
                case REPLACED -> pass.report(new Drift(kind.entity(), id, Drift.Kind.DIFFERENT, true));
                // Erased here on somebody's behalf, and alive at Stripe: that is for somebody to see.
                case BURIED -> pass.report(new Drift(kind.entity(), id, Drift.Kind.ORPHAN, false));
                case STALE -> {}
            }
        });
    }

    private void bury(SyncPass pass, String id, Instant askedAt) {
        transaction.executeWithoutResult(_ -> {
            mirror.lock(id);
            rows.find(kind.table(), id)
                    .filter(row -> !row.deleted() && !row.updatedAt().isAfter(askedAt))
                    .ifPresent(_ -> {
                        mirror.bury(kind.table(), id, askedAt, kind.write());
                        pass.report(new Drift(kind.entity(), id, Drift.Kind.DELETED, true));
                    });
        });
    }

    /** A list shows ten items of a subscription at most. */
    private JsonNode complete(SyncPass pass, JsonNode object) {
        if (kind.table() != MirrorTable.SUBSCRIPTIONS || !SubscriptionObject.isCut(object)) {
            return object;
        }
        String id = StripeJson.required(object, "id");
        return SubscriptionObject.withItems(
                object, pass.ask(() -> stripe.listSubscriptionItems(id)).value());
    }
}
