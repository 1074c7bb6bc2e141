package dev.keelson.billing;

import dev.keelson.auth.PersonalData;
import dev.keelson.auth.PersonalRows;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What billing keeps about a person. */
@Component
class BillingData implements PersonalData {
    private final PersonalRows rows;

    BillingData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Topic> topics() {
        return List.of(
                rows.topic(
                        "billing-customers",
                        "You as a customer of Stripe; 'raw' is all that Stripe has told us of it.",
                        Set.of("customers"),
                        "select to_jsonb(c) from customers c where user_id = :user or claimed_user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-subscriptions",
                        "Your subscriptions; 'raw' is all that Stripe has told us of them.",
                        Set.of("subscriptions", "subscription_items"),
                        """
                        select to_jsonb(s) || jsonb_build_object('items',
                          (select coalesce(jsonb_agg(to_jsonb(i) order by i.stripe_id), '[]') from subscription_items i
                           where i.subscription_id = s.id))
                        from subscriptions s where user_id = :user order by created_at, id
                        """),
                rows.topic(
                        "billing-invoices",
                        "Your invoices; 'raw' is what Stripe has told us of them, without links that open without a password.",
                        Set.of("invoices"),
                        "select to_jsonb(i) from invoices i where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-plan",
                        "The plan that follows from your subscriptions.",
                        Set.of("user_plans"),
                        "select to_jsonb(p) from user_plans p where user_id = :user"),
                rows.topic(
                        "billing-usage",
                        "What you have used of the limits of your plan.",
                        Set.of("usage_counters"),
                        "select to_jsonb(u) from usage_counters u where user_id = :user order by period_start, name"),
                rows.topic(
                        "billing-metered-usage",
                        "What you have used of what is billed by use, and whether Stripe knows of it.",
                        Set.of("meter_events"),
                        "select to_jsonb(m) from meter_events m where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-subscription-history",
                        "What your subscriptions were when, as far as our income depends on it.",
                        Set.of("subscription_history"),
                        """
                        select to_jsonb(h) from subscription_history h
                        where stripe_customer_id in (select stripe_id from customers where user_id = :user)
                        order by stripe_subscription_id, valid_from, source
                        """),
                rows.topic(
                        "billing-uses",
                        "What single uses were for, where they have a name.",
                        Set.of("usage_entries"),
                        "select to_jsonb(u) from usage_entries u where user_id = :user order by created_at, name, key"),
                rows.topic(
                        "billing-notices",
                        "What was noticed about your payments and subscriptions, so that you are told of it once.",
                        Set.of("billing_notices"),
                        "select to_jsonb(n) from billing_notices n where user_id = :user order by opened_at, kind, subject"),
                rows.topic(
                        "billing-orders",
                        "What we have asked Stripe to make for you, such as a Checkout.",
                        Set.of("billing_commands"),
                        "select to_jsonb(c) from billing_commands c where user_id = :user order by created_at, id"));
    }
}
