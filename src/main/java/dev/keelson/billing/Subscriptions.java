package dev.keelson.billing;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes subscriptions with their items. Reading them for a user is {@link SubscriptionViews}'. */
@Component
class Subscriptions {
    /** The statuses in which a user has what was bought; a payment that is late does not take it away yet. */
    static final Set<String> LIVE = Set.of("active", "trialing", "past_due");

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Mirror mirror;
    private final UserPlans plans;

    Subscriptions(
            JdbcClient jdbc,
            NamedParameterJdbcTemplate batches,
            IdGenerator ids,
            InstantSource clock,
            Mirror mirror,
            UserPlans plans) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.ids = ids;
        this.clock = clock;
        this.mirror = mirror;
        this.plans = plans;
    }

    void write(Snapshot snapshot) {
        writeAll(List.of(snapshot));
    }

    /** @param snapshots one for each subscription at most */
    void writeAll(List<Snapshot> snapshots) {
        var states = snapshots.stream().map(State::of).toList();
        // Neither a customer's link nor a product may appear between our look at it and our commit.
        mirror.lockShared(states.stream().flatMap(State::dependsOn).toList());
        upsert(states);
        replaceItems(states);
        plans.recompute(owners(states));
    }

    private record State(Snapshot snapshot, SubscriptionObject subscription) {
        static State of(Snapshot snapshot) {
            return new State(snapshot, SubscriptionObject.from(snapshot.object()));
        }

        /** The objects of Stripe whose rows are read along with it. */
        Stream<String> dependsOn() {
            return Stream.concat(Stream.ofNullable(subscription.customerId()), subscription.products());
        }
    }

    private void upsert(List<State> states) {
        batches.batchUpdate("""
                insert into subscriptions as s (id, stripe_id, user_id, stripe_customer_id, status, currency,
                  current_period_start, current_period_end, cancel_at, cancel_at_period_end, canceled_at, ended_at,
                  trial_start, trial_end, pause_behavior, pause_resumes_at, stripe_latest_invoice_id, started_at,
                  livemode, raw, stripe_version, fetched_at, deleted_at, created_at, updated_at)
                values (:id, :stripeId, (select user_id from customers where stripe_id = :customer), :customer,
                  :status, :currency, :periodStart, :periodEnd, :cancelAt, :cancelAtPeriodEnd, :canceledAt,
                  :endedAt, :trialStart, :trialEnd, :pauseBehavior, :pauseResumesAt, :latestInvoice, :startedAt,
                  :livemode, :raw::jsonb, :version, :fetchedAt, :deletedAt, :now, :now)
                on conflict (stripe_id) do update set
                  user_id = coalesce(s.user_id, excluded.user_id),
                  stripe_customer_id = excluded.stripe_customer_id, status = excluded.status,
                  currency = excluded.currency, current_period_start = excluded.current_period_start,
                  current_period_end = excluded.current_period_end, cancel_at = excluded.cancel_at,
                  cancel_at_period_end = excluded.cancel_at_period_end, canceled_at = excluded.canceled_at,
                  ended_at = excluded.ended_at, trial_start = excluded.trial_start, trial_end = excluded.trial_end,
                  pause_behavior = excluded.pause_behavior, pause_resumes_at = excluded.pause_resumes_at,
                  stripe_latest_invoice_id = excluded.stripe_latest_invoice_id,
                  started_at = excluded.started_at, livemode = excluded.livemode, raw = excluded.raw,
                  stripe_version = excluded.stripe_version, fetched_at = excluded.fetched_at,
                  deleted_at = excluded.deleted_at, updated_at = excluded.updated_at
                """, states.stream().map(this::row).toArray(SqlParameterSource[]::new));
    }

    private SqlParameterSource row(State state) {
        var subscription = state.subscription();
        return new MapSqlParameterSource(state.snapshot().columns())
                .addValue("id", ids.next())
                .addValue("now", Timestamps.at(clock.instant()))
                .addValue("customer", subscription.customerId())
                .addValue("status", subscription.status())
                .addValue("currency", subscription.currency())
                .addValue("periodStart", Timestamps.at(subscription.periodStart()))
                .addValue("periodEnd", Timestamps.at(subscription.periodEnd()))
                .addValue("cancelAt", Timestamps.at(subscription.cancelAt()))
                .addValue("cancelAtPeriodEnd", subscription.cancelAtPeriodEnd())
                .addValue("canceledAt", Timestamps.at(subscription.canceledAt()))
                .addValue("endedAt", Timestamps.at(subscription.endedAt()))
                .addValue("trialStart", Timestamps.at(subscription.trialStart()))
                .addValue("trialEnd", Timestamps.at(subscription.trialEnd()))
                .addValue("pauseBehavior", subscription.pauseBehavior())
                .addValue("pauseResumesAt", Timestamps.at(subscription.pauseResumesAt()))
                .addValue("latestInvoice", subscription.latestInvoiceId())
                .addValue("startedAt", Timestamps.at(subscription.startedAt()));
    }

    /** The items are exactly those of the states that won. */
    private void replaceItems(List<State> states) {
        var subscriptionIds = new ArrayList<String>();
        var itemIds = new ArrayList<String>();
        var rows = new ArrayList<SqlParameterSource>();
        for (State state : states) {
            for (var item : state.subscription().items()) {
                subscriptionIds.add(state.snapshot().stripeId());
                itemIds.add(item.id());
                rows.add(row(state.snapshot().stripeId(), item));
            }
        }
        jdbc.sql("""
                        delete from subscription_items i using subscriptions s
                        where s.stripe_id = any(:written) and i.subscription_id = s.id
                          and not exists (
                            select from unnest(:subscriptions, :items) kept (subscription, item)
                            where kept.subscription = s.stripe_id and kept.item = i.stripe_id)
                        """)
                .param("written", stripeIds(states))
                .param("subscriptions", subscriptionIds.toArray(String[]::new))
                .param("items", itemIds.toArray(String[]::new))
                .update();
        batches.batchUpdate("""
                insert into subscription_items (id, subscription_id, stripe_id, stripe_price_id,
                  stripe_product_id, quantity, currency, unit_amount, recurring_interval, interval_count,
                  current_period_start, current_period_end)
                values (:id, (select id from subscriptions where stripe_id = :subscription), :stripeId, :price,
                  :product, :quantity, :currency, :unitAmount, :interval, :intervalCount, :periodStart, :periodEnd)
                on conflict (stripe_id) do update set
                  stripe_price_id = excluded.stripe_price_id,
                  stripe_product_id = excluded.stripe_product_id, quantity = excluded.quantity,
                  currency = excluded.currency, unit_amount = excluded.unit_amount,
                  recurring_interval = excluded.recurring_interval, interval_count = excluded.interval_count,
                  current_period_start = excluded.current_period_start,
                  current_period_end = excluded.current_period_end
                """, rows.toArray(SqlParameterSource[]::new));
    }

    private SqlParameterSource row(String subscriptionId, SubscriptionObject.Item item) {
        return new MapSqlParameterSource()
                .addValue("id", ids.next())
                .addValue("subscription", subscriptionId)
                .addValue("stripeId", item.id())
                .addValue("price", item.price().id())
                .addValue("product", item.price().productId())
                .addValue("quantity", item.quantity())
                .addValue("currency", item.price().currency())
                .addValue("unitAmount", item.price().unitAmount())
                .addValue("interval", item.price().interval())
                .addValue("intervalCount", item.price().intervalCount())
                .addValue("periodStart", Timestamps.at(item.periodStart()))
                .addValue("periodEnd", Timestamps.at(item.periodEnd()));
    }

    private Set<UserId> owners(List<State> states) {
        return jdbc.sql("select user_id from subscriptions where stripe_id = any(:ids) and user_id is not null")
                .param("ids", stripeIds(states))
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .set();
    }

    private static String[] stripeIds(List<State> states) {
        return states.stream().map(state -> state.snapshot().stripeId()).toArray(String[]::new);
    }
}
