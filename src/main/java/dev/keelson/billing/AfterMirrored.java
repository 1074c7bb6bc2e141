package dev.keelson.billing;

import dev.keelson.billing.standing.Notices;
import dev.keelson.shared.UserId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Works out again what users have and how they stand when an object was mirrored that it hangs on, beside subscriptions and
 * invoices. Always under the user's lock, also where the object alone means nothing: what gives it a meaning may be on its way
 * in another transaction.
 */
@Component
class AfterMirrored {
    /** Whose the objects are; the payer of a dispute or an invoice's payment is found by what it names. */
    private static final Map<MirrorTable, String> OWNERS = Map.of(
            MirrorTable.ENTITLEMENT_SUMMARIES,
            "select user_id from entitlement_summaries where stripe_id = any(:ids)",
            MirrorTable.PAYMENT_METHODS,
            "select user_id from payment_methods where stripe_id = any(:ids)",
            MirrorTable.PAYMENT_INTENTS,
            "select user_id from payment_intents where stripe_id = any(:ids)",
            MirrorTable.CHARGES,
            "select user_id from charges where stripe_id = any(:ids)",
            MirrorTable.INVOICE_PAYMENTS,
            """
            select v.user_id from invoice_payments p join invoices v on v.stripe_id = p.stripe_invoice_id
            where p.stripe_id = any(:ids)
            """,
            MirrorTable.DISPUTES,
            """
            select c.user_id from disputes d join charges c on c.stripe_id = d.stripe_charge_id
            where d.stripe_id = any(:ids)
            union
            select i.user_id from disputes d join payment_intents i on i.stripe_id = d.stripe_payment_intent_id
            where d.stripe_id = any(:ids)
            """);

    private final JdbcClient jdbc;
    private final UserPlans plans;
    private final Notices notices;

    AfterMirrored(JdbcClient jdbc, UserPlans plans, Notices notices) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.notices = notices;
    }

    /** To be called in the transaction that wrote the objects. */
    void written(MirrorTable table, Collection<String> stripeIds) {
        String sql = OWNERS.get(table);
        if (sql == null) {
            return;
        }
        Set<UserId> users = new HashSet<>();
        jdbc.sql("select user_id from (%s) owner where user_id is not null".formatted(sql))
                .param("ids", stripeIds.toArray(String[]::new))
                .query(row -> {
                    users.add(new UserId(row.getObject("user_id", UUID.class)));
                });
        // Whose it was: a payment method that is detached is nobody's any more.
        users.addAll(notices.toldOf(stripeIds));
        plans.recompute(users);
    }
}
