package dev.keelson.billing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/**
 * Writes down every state that is told of a subscription, also the ones that come late and are no longer its state. Whatever the
 * order of deliveries and however often they come, the same rows are left: of several states of one second the same one stays.
 * Which of them holds is decided where they are read ({@code dev.keelson.billing.revenue}).
 */
@Component
class SubscriptionHistory {
    private static final Map<String, Integer> RANKS =
            Map.of("customer.subscription.created", 0, "customer.subscription.deleted", 2);
    private static final int USUAL_RANK = 1;
    /** What an event tells of these seconds is newer than an answer, whose time is by our clock and not by Stripe's. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final StripeSettings settings;
    private final InstantSource clock;

    SubscriptionHistory(JdbcClient jdbc, StripeSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param source {@code told} or {@code answered}
     * @param precedence the greater one stays; it says nothing between different sources
     */
    private record Row(SubscriptionFacts facts, Instant validFrom, String source, String precedence) {
        Key key() {
            return new Key(facts.id(), validFrom, source);
        }

        static Row greater(Row one, Row other) {
            return one.precedence().compareTo(other.precedence()) < 0 ? other : one;
        }
    }

    private record Key(String id, Instant validFrom, String source) {}

    /** What these events tell, whether or not it was news, and what Stripe answered for them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void told(List<WebhookEvent> events) {
        write(events.stream().flatMap(SubscriptionHistory::rows).toList());
    }

    /** What Stripe answered us, or that it is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void answered(Snapshot snapshot) {
        Instant at = snapshot.deletedAt() != null ? snapshot.deletedAt() : snapshot.fetchedAt();
        if (at == null) {
            return;
        }
        write(SubscriptionFacts.from(snapshot.object())
                .map(facts -> snapshot.deletedAt() != null ? facts.ended() : facts)
                .map(facts -> answered(facts, at.minus(CLOCK_TOLERANCE), at))
                .stream()
                .toList());
    }

    /** What is stored of subscriptions that have no history is the first word about them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(List<Snapshot> stored) {
        write(stored.stream().flatMap(SubscriptionHistory::first).toList());
    }

    private static Stream<Row> first(Snapshot stored) {
        Instant at = stored.fetchedAt() != null ? stored.fetchedAt() : Instant.ofEpochSecond(stored.version());
        return SubscriptionFacts.from(stored.object()).map(facts -> answered(facts, at, at)).stream();
    }

    private static Stream<Row> rows(WebhookEvent event) {
        var object = Mirror.object(event);
        boolean whole = !event.isThin() && !SubscriptionObject.isCut(object);
        var told = whole ? SubscriptionFacts.from(object).map(facts -> told(event, facts)) : null;
        var answer = event.fetchedObject()
                .flatMap(fetched -> SubscriptionFacts.from(fetched.object())
                        .map(facts -> answered(facts, event.occurredAt(), fetched.at())));
        return Stream.concat(told == null ? Stream.empty() : told.stream(), answer.stream());
    }

    private static Row told(WebhookEvent event, SubscriptionFacts facts) {
        int rank = RANKS.getOrDefault(event.type(), USUAL_RANK);
        // Which of two states of a second came later nobody can tell; that it is always the same one is what matters.
        var digest = UUID.nameUUIDFromBytes(facts.toString().getBytes(UTF_8));
        return new Row(facts, seconds(event.occurredAt()), "told", rank + ":" + digest);
    }

    private static Row answered(SubscriptionFacts facts, Instant validFrom, Instant askedAt) {
        // Thirteen digits until the year 2286.
        return new Row(facts, seconds(validFrom), "answered", Long.toString(askedAt.toEpochMilli()));
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private void write(List<Row> rows) {
        var byKey = new LinkedHashMap<Key, Row>();
        rows.forEach(row -> byKey.merge(row.key(), row, Row::greater));
        if (!byKey.isEmpty()) {
            insert(byKey.values());
        }
    }

    private void insert(Collection<Row> rows) {
        jdbc.sql("""
                        with written as (
                          insert into subscription_history as h (stripe_subscription_id, valid_from, source, precedence,
                            stripe_customer_id, status, currency, begun_at, trial_end, ended_at, pause_behavior, items, discounts,
                            livemode, created_at)
                          select n.id, n.valid_from, n.source, n.precedence, n.customer, n.status, n.currency, n.begun_at,
                            n.trial_end, n.ended_at, n.pause_behavior, n.items::jsonb, n.discounts::jsonb, :livemode, :now
                          from unnest(:id, :validFrom::timestamptz[], :source, :precedence, :customer, :status, :currency,
                              :begunAt::timestamptz[], :trialEnd::timestamptz[], :endedAt::timestamptz[], :pauseBehavior, :items,
                              :discounts)
                            as n (id, valid_from, source, precedence, customer, status, currency, begun_at, trial_end,
                              ended_at, pause_behavior, items, discounts)
                          on conflict (stripe_subscription_id, valid_from, source) do update set
                            precedence = excluded.precedence, stripe_customer_id = excluded.stripe_customer_id,
                            status = excluded.status, currency = excluded.currency, begun_at = excluded.begun_at,
                            trial_end = excluded.trial_end, ended_at = excluded.ended_at, pause_behavior = excluded.pause_behavior,
                            items = excluded.items, discounts = excluded.discounts
                          where excluded.precedence > h.precedence
                          returning stripe_customer_id)
                        insert into revenue_marks (stripe_customer_id, marked_at)
                        select distinct stripe_customer_id, :now from written
                        """)
                .params(columns(List.copyOf(rows)))
                .param("livemode", settings.livemode())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    private static Map<String, Object> columns(List<Row> rows) {
        return new Columns<>(rows)
                .texts("id", row -> row.facts().id())
                .times("validFrom", Row::validFrom)
                .texts("source", Row::source)
                .texts("precedence", Row::precedence)
                .texts("customer", row -> row.facts().customer())
                .texts("status", row -> row.facts().status())
                .texts("currency", row -> row.facts().currency())
                .times("begunAt", row -> row.facts().begunAt())
                .times("trialEnd", row -> row.facts().trialEnd())
                .times("endedAt", row -> row.facts().endedAt())
                .texts("pauseBehavior", row -> row.facts().pauseBehavior())
                .texts("items", row -> json(row.facts().items()))
                .texts("discounts", row -> json(row.facts().discounts()))
                .parameters();
    }

    private static String json(JsonNode node) {
        return node.toString();
    }
}
