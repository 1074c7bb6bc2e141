package dev.keelson.billing;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    Subscriptions(JdbcClient jdbc, IdGenerator ids, InstantSource clock, Mirror mirror, UserPlans plans) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.mirror = mirror;
        this.plans = plans;
    }

    void write(Snapshot snapshot) {
        var subscription = SubscriptionObject.from(snapshot.object());
        // Neither the customer's link nor a product may appear between our look at it and our commit.
        if (subscription.customerId() != null) {
            mirror.lockShared(subscription.customerId());
        }
        subscription.items().stream()
                .map(item -> item.price().productId())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .forEach(mirror::lockShared);
        UUID id = upsert(snapshot, subscription);
        replaceItems(id, subscription);
        owner(id).ifPresent(plans::recompute);
    }

    private UUID upsert(Snapshot snapshot, SubscriptionObject subscription) {
        return jdbc.sql("""
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
                          ended_at = excluded.ended_at, trial_start = excluded.trial_start,
                          trial_end = excluded.trial_end, pause_behavior = excluded.pause_behavior,
                          pause_resumes_at = excluded.pause_resumes_at,
                          stripe_latest_invoice_id = excluded.stripe_latest_invoice_id,
                          started_at = excluded.started_at, livemode = excluded.livemode, raw = excluded.raw,
                          stripe_version = excluded.stripe_version, fetched_at = excluded.fetched_at,
                          deleted_at = excluded.deleted_at, updated_at = excluded.updated_at
                        returning id
                        """)
                .params(snapshot.columns())
                .param("id", ids.next())
                .param("now", Timestamps.at(clock.instant()))
                .param("customer", subscription.customerId())
                .param("status", subscription.status())
                .param("currency", subscription.currency())
                .param("periodStart", Timestamps.at(subscription.periodStart()))
                .param("periodEnd", Timestamps.at(subscription.periodEnd()))
                .param("cancelAt", Timestamps.at(subscription.cancelAt()))
                .param("cancelAtPeriodEnd", subscription.cancelAtPeriodEnd())
                .param("canceledAt", Timestamps.at(subscription.canceledAt()))
                .param("endedAt", Timestamps.at(subscription.endedAt()))
                .param("trialStart", Timestamps.at(subscription.trialStart()))
                .param("trialEnd", Timestamps.at(subscription.trialEnd()))
                .param("pauseBehavior", subscription.pauseBehavior())
                .param("pauseResumesAt", Timestamps.at(subscription.pauseResumesAt()))
                .param("latestInvoice", subscription.latestInvoiceId())
                .param("startedAt", Timestamps.at(subscription.startedAt()))
                .query(UUID.class)
                .single();
    }

    /** The items are exactly those of the state that won. */
    private void replaceItems(UUID id, SubscriptionObject subscription) {
        jdbc.sql("delete from subscription_items where subscription_id = :id and not stripe_id = any (:kept)")
                .param("id", id)
                .param(
                        "kept",
                        subscription.items().stream()
                                .map(SubscriptionObject.Item::id)
                                .toArray(String[]::new))
                .update();
        for (var item : subscription.items()) {
            jdbc.sql("""
                            insert into subscription_items (id, subscription_id, stripe_id, stripe_price_id,
                              stripe_product_id, quantity, currency, unit_amount, recurring_interval, interval_count,
                              current_period_start, current_period_end)
                            values (:id, :subscription, :stripeId, :price, :product, :quantity, :currency, :unitAmount,
                              :interval, :intervalCount, :periodStart, :periodEnd)
                            on conflict (stripe_id) do update set
                              stripe_price_id = excluded.stripe_price_id,
                              stripe_product_id = excluded.stripe_product_id, quantity = excluded.quantity,
                              currency = excluded.currency, unit_amount = excluded.unit_amount,
                              recurring_interval = excluded.recurring_interval,
                              interval_count = excluded.interval_count,
                              current_period_start = excluded.current_period_start,
                              current_period_end = excluded.current_period_end
                            """)
                    .param("id", ids.next())
                    .param("subscription", id)
                    .param("stripeId", item.id())
                    .param("price", item.price().id())
                    .param("product", item.price().productId())
                    .param("quantity", item.quantity())
                    .param("currency", item.price().currency())
                    .param("unitAmount", item.price().unitAmount())
                    .param("interval", item.price().interval())
                    .param("intervalCount", item.price().intervalCount())
                    .param("periodStart", Timestamps.at(item.periodStart()))
                    .param("periodEnd", Timestamps.at(item.periodEnd()))
                    .update();
        }
    }

    private Optional<UserId> owner(UUID id) {
        return jdbc.sql("select user_id from subscriptions where id = :id and user_id is not null")
                .param("id", id)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .optional();
    }
}
