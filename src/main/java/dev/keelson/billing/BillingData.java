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
                        "billing-payments",
                        "Your payments; 'raw' is what Stripe has told us of them, without what banks and buyers say there.",
                        Set.of("payment_intents"),
                        "select to_jsonb(p) from payment_intents p where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-charges",
                        "Each attempt to take a payment, with what was given back of it and what was said against it.",
                        Set.of("charges", "refunds", "disputes"),
                        """
                        select to_jsonb(c) || jsonb_build_object(
                          'refunds', (select coalesce(jsonb_agg(to_jsonb(r) order by r.stripe_id), '[]') from refunds r
                                      where r.stripe_charge_id = c.stripe_id),
                          'disputes', (select coalesce(jsonb_agg(to_jsonb(d) order by d.stripe_id), '[]') from disputes d
                                       where d.stripe_charge_id = c.stripe_id))
                        from charges c where user_id = :user order by created_at, id
                        """),
                rows.topic(
                        "billing-invoice-payments",
                        "Which payment paid which of your invoices.",
                        Set.of("invoice_payments"),
                        """
                        select to_jsonb(p) from invoice_payments p
                        where stripe_invoice_id in (select stripe_id from invoices where user_id = :user)
                        order by created_at, id
                        """),
                rows.topic(
                        "billing-payment-methods",
                        "Your cards and other means of payment, as far as they can be told apart: never a card's number.",
                        Set.of("payment_methods"),
                        "select to_jsonb(m) from payment_methods m where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-setups",
                        "Each time that a means of payment was set up for later.",
                        Set.of("setup_intents"),
                        "select to_jsonb(s) from setup_intents s where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-checkouts",
                        "Your visits to Stripe's Checkout.",
                        Set.of("checkout_sessions"),
                        "select to_jsonb(c) from checkout_sessions c where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-schedules",
                        "What is planned to change in your subscriptions.",
                        Set.of("subscription_schedules"),
                        "select to_jsonb(s) from subscription_schedules s where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-tax-ids",
                        "Your tax ids.",
                        Set.of("tax_ids"),
                        "select to_jsonb(t) from tax_ids t where user_id = :user order by created_at, id"),
                rows.topic(
                        "billing-discounts",
                        "Discounts that you have, and codes that only you may use.",
                        Set.of("discounts", "promotion_codes"),
                        """
                        select to_jsonb(d) from discounts d
                        where stripe_customer_id in (select stripe_id from customers where user_id = :user)
                        union all
                        select to_jsonb(p) from promotion_codes p
                        where stripe_customer_id in (select stripe_id from customers where user_id = :user)
                        """),
                rows.topic(
                        "billing-entitlements",
                        "What Stripe says that you may use.",
                        Set.of("entitlement_summaries"),
                        "select to_jsonb(e) from entitlement_summaries e where user_id = :user order by created_at, id"),
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
