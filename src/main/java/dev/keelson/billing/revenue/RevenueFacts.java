package dev.keelson.billing.revenue;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what customers' figures follow from. */
@Component
class RevenueFacts {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StripeSettings settings;

    RevenueFacts(JdbcClient jdbc, JsonMapper json, StripeSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.settings = settings;
    }

    /** All that was told of these customers' subscriptions, by customer. */
    Map<String, List<SubscriptionState>> states(Collection<String> customers) {
        var states = new HashMap<String, List<SubscriptionState>>();
        jdbc.sql("""
                        select stripe_customer_id, stripe_subscription_id, valid_from, source, status, currency, begun_at,
                          trial_end, ended_at, pause_behavior, items, discounts
                        from subscription_history
                        where stripe_customer_id = any(:customers) and livemode = :livemode
                        """)
                .param("customers", customers.toArray(String[]::new))
                .param("livemode", settings.livemode())
                .query(row -> {
                    states.computeIfAbsent(row.getString("stripe_customer_id"), _ -> new ArrayList<>())
                            .add(state(row));
                });
        return states;
    }

    private SubscriptionState state(ResultSet row) throws SQLException {
        return new SubscriptionState(
                row.getString("stripe_subscription_id"),
                Timestamps.requiredInstant(row, "valid_from"),
                row.getString("source").equals("answered"),
                row.getString("status"),
                row.getString("currency"),
                Timestamps.instant(row, "begun_at"),
                Timestamps.instant(row, "trial_end"),
                Timestamps.instant(row, "ended_at"),
                row.getString("pause_behavior"),
                read(row, "items").valueStream().map(Item::from).toList(),
                DiscountRef.all(read(row, "discounts")),
                false);
    }

    /** What is known of these customers' discounts, by customer. */
    Map<String, Discounts> discounts(Collection<String> customers) {
        var discounts = new HashMap<String, Discounts>();
        jdbc.sql("""
                        select d.stripe_id, d.stripe_customer_id, d.starts_at, d.ends_at, d.deleted_at,
                          d.stripe_subscription_id is null
                            and num_nonnulls(d.raw ->> 'invoice', d.raw ->> 'invoice_item', d.raw ->> 'subscription_item',
                              d.raw ->> 'checkout_session') = 0 as of_customer,
                          coalesce(case when jsonb_typeof(d.raw -> 'coupon') = 'object' then d.raw -> 'coupon' end, c.raw)
                            as coupon
                        from discounts d left join coupons c on c.stripe_id = d.stripe_coupon_id and c.raw <> '{}'
                        where d.stripe_customer_id = any(:customers)
                        order by d.stripe_customer_id, d.starts_at, d.stripe_id
                        """).param("customers", customers.toArray(String[]::new)).query(row -> {
            if (row.getString("coupon") != null) {
                add(
                        discounts.computeIfAbsent(
                                row.getString("stripe_customer_id"),
                                _ -> new Discounts(new HashMap<>(), new ArrayList<>())),
                        row);
            }
        });
        return discounts;
    }

    private void add(Discounts known, ResultSet row) throws SQLException {
        var coupon = Coupon.from(read(row, "coupon"));
        Instant start = Timestamps.instant(row, "starts_at");
        Instant end = Timestamps.instant(row, "ends_at");
        known.byId().put(row.getString("stripe_id"), new Discount(coupon, start, end));
        if (row.getBoolean("of_customer")) {
            // A subscription says itself since when it has one no more; a customer does not.
            known.ofCustomer().add(new Discount(coupon, start, earlier(end, Timestamps.instant(row, "deleted_at"))));
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private JsonNode read(ResultSet row, String column) throws SQLException {
        return json.readTree(Objects.requireNonNull(row.getString(column)));
    }
}
