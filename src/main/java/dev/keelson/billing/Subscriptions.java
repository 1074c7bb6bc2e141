package dev.keelson.billing;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes subscriptions with their items. Reading them for a user is {@link SubscriptionViews}'. */
@Component
class Subscriptions {
    /** The statuses in which a user has what was bought; a payment that is late does not take it away yet. */
    static final Set<String> LIVE = Set.of("active", "trialing", "past_due");

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Mirror mirror;
    private final UserPlans plans;
    private final ErasedCustomers erased;
    private final SubscriptionHistory history;

    Subscriptions(
            JdbcClient jdbc,
            IdGenerator ids,
            InstantSource clock,
            Mirror mirror,
            UserPlans plans,
            ErasedCustomers erased,
            SubscriptionHistory history) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.mirror = mirror;
        this.plans = plans;
        this.erased = erased;
        this.history = history;
    }

    /** A state that no event told. */
    void write(Snapshot snapshot) {
        writeAll(List.of(snapshot));
        history.answered(snapshot);
    }

    /**
     * @param snapshots one for each subscription at most
     * @return the products that are subscribed to
     */
    Set<String> writeAll(List<Snapshot> snapshots) {
        var told = snapshots.stream().map(State::of).toList();
        // Neither a customer's link nor a product may appear between our look at it and our commit.
        mirror.lockShared(told.stream().flatMap(State::dependsOn).toList());
        var states = forTheBooksIfErased(told);
        var owners = upsert(states);
        replaceItems(states);
        plans.recompute(owners);
        return told.stream().flatMap(state -> state.subscription().products()).collect(Collectors.toSet());
    }

    private record State(Snapshot snapshot, SubscriptionObject subscription) {
        static State of(Snapshot snapshot) {
            return new State(snapshot, SubscriptionObject.from(snapshot.object()));
        }

        Optional<String> customer() {
            return Optional.ofNullable(subscription.customerId());
        }

        /** The objects of Stripe whose rows are read along with it. */
        Stream<String> dependsOn() {
            return Stream.concat(Stream.ofNullable(subscription.customerId()), subscription.products());
        }

        Stream<ItemOf> items() {
            return subscription.items().stream().map(item -> new ItemOf(snapshot.stripeId(), item));
        }
    }

    private List<State> forTheBooksIfErased(List<State> states) {
        var gone = erased.among(
                states.stream().flatMap(state -> state.customer().stream()).toList());
        return gone.isEmpty()
                ? states
                : states.stream()
                        .map(state -> state.customer().filter(gone::contains).isPresent()
                                ? new State(state.snapshot().forTheBooks(), state.subscription())
                                : state)
                        .toList();
    }

    private record ItemOf(String subscription, SubscriptionObject.Item item) {}

    /** @return whose they are, of those that are somebody's */
    private Set<UserId> upsert(List<State> states) {
        return jdbc
                .sql("""
                        insert into subscriptions as s (id, stripe_id, user_id, stripe_customer_id, status, currency,
                          current_period_start, current_period_end, cancel_at, cancel_at_period_end, canceled_at, ended_at,
                          trial_start, trial_end, pause_behavior, pause_resumes_at, stripe_latest_invoice_id, started_at,
                          livemode, raw, stripe_version, fetched_at, deleted_at, created_at, updated_at)
                        select n.id, n.stripe_id, (select user_id from customers where stripe_id = n.customer), n.customer,
                          n.status, n.currency, n.period_start, n.period_end, n.cancel_at, n.cancel_at_period_end,
                          n.canceled_at, n.ended_at, n.trial_start, n.trial_end, n.pause_behavior, n.pause_resumes_at,
                          n.latest_invoice, n.started_at, n.livemode, n.raw::jsonb, n.version, n.fetched_at, n.deleted_at,
                          :now, :now
                        from unnest(:id, :stripeId, :customer, :status, :currency, :periodStart::timestamptz[],
                            :periodEnd::timestamptz[], :cancelAt::timestamptz[], :cancelAtPeriodEnd,
                            :canceledAt::timestamptz[], :endedAt::timestamptz[], :trialStart::timestamptz[],
                            :trialEnd::timestamptz[], :pauseBehavior, :pauseResumesAt::timestamptz[], :latestInvoice,
                            :startedAt::timestamptz[], :livemode, :raw, :version, :fetchedAt::timestamptz[],
                            :deletedAt::timestamptz[])
                          as n (id, stripe_id, customer, status, currency, period_start, period_end, cancel_at,
                            cancel_at_period_end, canceled_at, ended_at, trial_start, trial_end, pause_behavior,
                            pause_resumes_at, latest_invoice, started_at, livemode, raw, version, fetched_at, deleted_at)
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
                        returning user_id
                        """)
                .params(columns(states))
                .param("now", Timestamps.at(clock.instant()))
                .query((row, _) -> Optional.ofNullable(row.getObject("user_id", UUID.class)))
                .stream()
                .flatMap(Optional::stream)
                .map(UserId::new)
                .collect(Collectors.toSet());
    }

    private Map<String, Object> columns(List<State> states) {
        return new Columns<>(states)
                .ids("id", _ -> ids.next())
                .texts("stripeId", state -> state.snapshot().stripeId())
                .texts("customer", state -> state.subscription().customerId())
                .texts("status", state -> state.subscription().status())
                .texts("currency", state -> state.subscription().currency())
                .times("periodStart", state -> state.subscription().periodStart())
                .times("periodEnd", state -> state.subscription().periodEnd())
                .times("cancelAt", state -> state.subscription().cancelAt())
                .flags("cancelAtPeriodEnd", state -> state.subscription().cancelAtPeriodEnd())
                .times("canceledAt", state -> state.subscription().canceledAt())
                .times("endedAt", state -> state.subscription().endedAt())
                .times("trialStart", state -> state.subscription().trialStart())
                .times("trialEnd", state -> state.subscription().trialEnd())
                .texts("pauseBehavior", state -> state.subscription().pauseBehavior())
                .times("pauseResumesAt", state -> state.subscription().pauseResumesAt())
                .texts("latestInvoice", state -> state.subscription().latestInvoiceId())
                .times("startedAt", state -> state.subscription().startedAt())
                .flags("livemode", state -> state.snapshot().livemode())
                .texts("raw", state -> state.snapshot().object().toString())
                .numbers("version", state -> state.snapshot().version())
                .times("fetchedAt", state -> state.snapshot().fetchedAt())
                .times("deletedAt", state -> state.snapshot().deletedAt())
                .parameters();
    }

    /** The items are exactly those of the states that won. */
    private void replaceItems(List<State> states) {
        var items = states.stream().flatMap(State::items).toList();
        var columns = columnsOfItems(items);
        jdbc.sql("""
                        delete from subscription_items i using subscriptions s
                        where s.stripe_id = any(:written) and i.subscription_id = s.id
                          and not exists (
                            select from unnest(:subscription, :stripeId) kept (subscription, item)
                            where kept.subscription = s.stripe_id and kept.item = i.stripe_id)
                        """).param("written", stripeIds(states)).params(columns).update();
        // An item that is as it was is left alone: most changes of a subscription are none of its items.
        jdbc.sql("""
                        insert into subscription_items as i (id, subscription_id, stripe_id, stripe_price_id,
                          stripe_product_id, quantity, currency, unit_amount, recurring_interval, interval_count,
                          current_period_start, current_period_end)
                        select n.id, s.id, n.stripe_id, n.price, n.product, n.quantity, n.currency, n.unit_amount,
                          n.recurring_interval, n.interval_count, n.period_start, n.period_end
                        from unnest(:id, :subscription, :stripeId, :price, :product, :quantity, :currency, :unitAmount,
                            :interval, :intervalCount, :periodStart::timestamptz[], :periodEnd::timestamptz[])
                          as n (id, subscription, stripe_id, price, product, quantity, currency, unit_amount,
                            recurring_interval, interval_count, period_start, period_end)
                        join subscriptions s on s.stripe_id = n.subscription
                        on conflict (stripe_id) do update set
                          stripe_price_id = excluded.stripe_price_id,
                          stripe_product_id = excluded.stripe_product_id, quantity = excluded.quantity,
                          currency = excluded.currency, unit_amount = excluded.unit_amount,
                          recurring_interval = excluded.recurring_interval, interval_count = excluded.interval_count,
                          current_period_start = excluded.current_period_start,
                          current_period_end = excluded.current_period_end
                        where (i.stripe_price_id, i.stripe_product_id, i.quantity, i.currency, i.unit_amount,
                            i.recurring_interval, i.interval_count, i.current_period_start, i.current_period_end)
                          is distinct from (excluded.stripe_price_id, excluded.stripe_product_id, excluded.quantity,
                            excluded.currency, excluded.unit_amount, excluded.recurring_interval, excluded.interval_count,
                            excluded.current_period_start, excluded.current_period_end)
                        """).params(columns).update();
    }

    private Map<String, Object> columnsOfItems(List<ItemOf> items) {
        return new Columns<>(items)
                .ids("id", _ -> ids.next())
                .texts("subscription", ItemOf::subscription)
                .texts("stripeId", row -> row.item().id())
                .texts("price", row -> row.item().price().id())
                .texts("product", row -> row.item().price().productId())
                .numbers("quantity", row -> row.item().quantity())
                .texts("currency", row -> row.item().price().currency())
                .numbers("unitAmount", row -> row.item().price().unitAmount())
                .texts("interval", row -> row.item().price().interval())
                .numbers("intervalCount", row -> row.item().price().intervalCount())
                .times("periodStart", row -> row.item().periodStart())
                .times("periodEnd", row -> row.item().periodEnd())
                .parameters();
    }

    private static String[] stripeIds(List<State> states) {
        return states.stream().map(state -> state.snapshot().stripeId()).toArray(String[]::new);
    }
}
