package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a user can pay with. */
@Component
class PaymentMethods {
    private static final String COLUMNS = """
            select m.*, c.default_payment_method = m.stripe_id as is_default
            from payment_methods m join customers c on c.stripe_id = m.stripe_customer_id and c.deleted_at is null
            where m.user_id = :user and m.livemode = :livemode and m.deleted_at is null
            """;

    private final JdbcClient jdbc;
    private final StripeSettings settings;

    PaymentMethods(JdbcClient jdbc, StripeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @param id ours
     * @param customer Stripe's id
     * @param type Stripe's, such as {@code card} or {@code sepa_debit}
     * @param isDefault whether it pays what names no other
     */
    record Method(
            UUID id,
            String stripeId,
            String customer,
            @Nullable String type,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable Integer expMonth,
            @Nullable Integer expYear,
            boolean isDefault,
            @Nullable Instant issuedAt) {}

    List<Method> of(UserId user) {
        return jdbc.sql(COLUMNS + " order by is_default desc nulls last, m.issued_at desc nulls last, m.id")
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .query((row, _) -> method(row))
                .list();
    }

    Method get(UserId user, UUID id) {
        return jdbc.sql(COLUMNS + " and m.id = :id")
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("id", id)
                .query((row, _) -> method(row))
                .optional()
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("No such payment method."));
    }

    /** Whether a subscription that goes on is, or would be, paid with it: it is named, or the default, or the only one. */
    boolean isNeeded(Method method) {
        return jdbc.sql("""
                        select exists (
                          select from subscriptions s
                          where s.stripe_customer_id = :customer and s.livemode = :livemode and s.deleted_at is null
                            and s.status in ('active', 'trialing', 'past_due', 'unpaid', 'incomplete')
                            and not s.cancel_at_period_end
                            and (s.cancel_at is null or s.cancel_at > s.current_period_end)
                            and s.raw ->> 'collection_method' is distinct from 'send_invoice'
                            and case
                              when s.raw ->> 'default_payment_method' is not null
                                then s.raw ->> 'default_payment_method' = :method
                              else :default or not exists (
                                select from payment_methods o
                                where o.stripe_customer_id = :customer and o.stripe_id <> :method and o.deleted_at is null)
                            end)
                        """)
                .param("customer", method.customer())
                .param("livemode", settings.livemode())
                .param("method", method.stripeId())
                .param("default", method.isDefault())
                .query(Boolean.class)
                .single();
    }

    /** Stripe's ids of the subscriptions of a customer that are paid with another method than its default. */
    List<String> subscriptionsPaidOtherwise(String customer, String method) {
        return jdbc.sql("""
                        select stripe_id from subscriptions
                        where stripe_customer_id = :customer and livemode = :livemode and deleted_at is null
                          and status in ('active', 'trialing', 'past_due', 'unpaid', 'paused')
                          and raw ->> 'default_payment_method' <> :method
                        order by stripe_id
                        """)
                .param("customer", customer)
                .param("livemode", settings.livemode())
                .param("method", method)
                .query((row, _) -> row.getString("stripe_id"))
                .list();
    }

    private static Method method(ResultSet row) throws SQLException {
        return new Method(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                row.getString("stripe_customer_id"),
                row.getString("type"),
                row.getString("brand"),
                row.getString("last4"),
                row.getObject("exp_month", Integer.class),
                row.getObject("exp_year", Integer.class),
                row.getBoolean("is_default"),
                Timestamps.instant(row, "issued_at"));
    }
}
