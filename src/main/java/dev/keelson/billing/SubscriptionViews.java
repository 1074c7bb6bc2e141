package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads subscriptions for the user who has them. */
@Component
class SubscriptionViews {
    private static final String COLUMNS = """
            select id, stripe_id, status, currency, current_period_start, current_period_end, cancel_at,
              cancel_at_period_end, canceled_at, ended_at, trial_end, created_at, updated_at
            from subscriptions where user_id = :user and livemode = :livemode and deleted_at is null
            """;

    private final JdbcClient jdbc;
    private final StripeSettings settings;

    SubscriptionViews(JdbcClient jdbc, StripeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @param id ours
     * @param status Stripe's own, such as {@code active} or {@code past_due}
     * @param updatedAt when it was last written here
     */
    record Subscription(
            UUID id,
            String stripeId,
            String status,
            @Nullable String currency,
            @Nullable Instant currentPeriodStart,
            @Nullable Instant currentPeriodEnd,
            @Nullable Instant cancelAt,
            boolean cancelAtPeriodEnd,
            @Nullable Instant canceledAt,
            @Nullable Instant endedAt,
            @Nullable Instant trialEnd,
            List<Item> items,
            Instant createdAt,
            Instant updatedAt) {

        boolean hasEnded() {
            return status.equals("canceled") || status.equals("incomplete_expired");
        }

        private Subscription with(List<Item> found) {
            return new Subscription(
                    id,
                    stripeId,
                    status,
                    currency,
                    currentPeriodStart,
                    currentPeriodEnd,
                    cancelAt,
                    cancelAtPeriodEnd,
                    canceledAt,
                    endedAt,
                    trialEnd,
                    found,
                    createdAt,
                    updatedAt);
        }
    }

    /**
     * @param priceId ours; null where the price has not arrived
     * @param plan null where the product has not arrived
     * @param unitAmount minor units; null for tiered and customer-chosen amounts
     */
    record Item(
            UUID id,
            String stripeId,
            @Nullable UUID priceId,
            String stripePriceId,
            @Nullable String plan,
            @Nullable Long quantity,
            @Nullable String currency,
            @Nullable Long unitAmount,
            @Nullable String interval,
            @Nullable Integer intervalCount) {}

    private record ItemOf(UUID subscription, Item item) {}

    Page<Subscription> page(UserId user, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql(COLUMNS + """
                          and (:at::timestamptz is null or (created_at, id) < (:at::timestamptz, :id::uuid))
                        order by created_at desc, id desc limit :limit
                        """)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> subscription(row))
                .list();
        return Page.of(withItems(rows), limit, row -> new Cursor(row.createdAt(), row.id()));
    }

    Optional<Subscription> find(UserId user, UUID id) {
        var rows = jdbc.sql(COLUMNS + " and id = :id")
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("id", id)
                .query((row, _) -> subscription(row))
                .list();
        return withItems(rows).stream().findFirst();
    }

    Optional<Subscription> findByStripeId(UserId user, String stripeId) {
        var rows = jdbc.sql(COLUMNS + " and stripe_id = :id")
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("id", stripeId)
                .query((row, _) -> subscription(row))
                .list();
        return withItems(rows).stream().findFirst();
    }

    /** Stripe's id of the customer who has it: a user may be several. */
    String customerOf(Subscription subscription) {
        return jdbc.sql("select stripe_customer_id from subscriptions where id = :id")
                .param("id", subscription.id())
                .query(String.class)
                .single();
    }

    boolean isSubscribed(UserId user, String stripePriceId) {
        return jdbc.sql("""
                        select exists (
                          select 1 from subscriptions s join subscription_items i on i.subscription_id = s.id
                          where s.user_id = :user and i.stripe_price_id = :price and s.status in (:live)
                            and s.livemode = :livemode and s.deleted_at is null)
                        """)
                .param("user", user.value())
                .param("price", stripePriceId)
                .param("live", Subscriptions.LIVE)
                .param("livemode", settings.livemode())
                .query(Boolean.class)
                .single();
    }

    boolean isKnown(@Nullable String stripeId) {
        return jdbc.sql("select exists (select 1 from subscriptions where stripe_id = :id)")
                .param("id", stripeId)
                .query(Boolean.class)
                .single();
    }

    private List<Subscription> withItems(List<Subscription> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Map<UUID, List<Item>> items = jdbc
                .sql("""
                        select i.*, pr.id as price_id, p.plan
                        from subscription_items i
                          left join prices pr on pr.stripe_id = i.stripe_price_id
                          left join products p on p.stripe_id = i.stripe_product_id
                        where i.subscription_id in (:ids)
                        order by i.stripe_id
                        """)
                .param("ids", rows.stream().map(Subscription::id).toList())
                .query((row, _) -> new ItemOf(row.getObject("subscription_id", UUID.class), item(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        ItemOf::subscription, Collectors.mapping(ItemOf::item, Collectors.toList())));
        return rows.stream()
                .map(row -> row.with(items.getOrDefault(row.id(), List.of())))
                .toList();
    }

    private static Subscription subscription(ResultSet row) throws SQLException {
        return new Subscription(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                row.getString("status"),
                row.getString("currency"),
                Timestamps.instant(row, "current_period_start"),
                Timestamps.instant(row, "current_period_end"),
                Timestamps.instant(row, "cancel_at"),
                row.getBoolean("cancel_at_period_end"),
                Timestamps.instant(row, "canceled_at"),
                Timestamps.instant(row, "ended_at"),
                Timestamps.instant(row, "trial_end"),
                List.of(),
                Timestamps.requiredInstant(row, "created_at"),
                Timestamps.requiredInstant(row, "updated_at"));
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                row.getObject("price_id", UUID.class),
                row.getString("stripe_price_id"),
                row.getString("plan"),
                row.getObject("quantity", Long.class),
                row.getString("currency"),
                row.getObject("unit_amount", Long.class),
                row.getString("recurring_interval"),
                row.getObject("interval_count", Integer.class));
    }
}
