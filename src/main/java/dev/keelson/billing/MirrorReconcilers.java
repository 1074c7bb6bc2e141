package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.Reconciler;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.JsonNode;

/**
 * How the {@link MirroredObjects} are compared with Stripe, between and after those of {@link StripeReconcilers}. Discounts are
 * not: Stripe lists none.
 */
@Configuration(proxyBeanMethods = false)
class MirrorReconcilers {
    private final ReconcilerFactory reconcilers;
    private final MirroredObjects objects;
    private final StripeApiClient stripe;
    private final StripeRows rows;

    MirrorReconcilers(ReconcilerFactory reconcilers, MirroredObjects objects, StripeApiClient stripe, StripeRows rows) {
        this.reconcilers = reconcilers;
        this.objects = objects;
        this.stripe = stripe;
        this.rows = rows;
    }

    /** A coupon's id is what its maker has chosen: none can be told from it. */
    @Bean
    @Order(22)
    Reconciler couponReconciler() {
        return listed("coupon", MirrorTable.COUPONS, "(?!)", StripeObjectType.COUPON);
    }

    @Bean
    @Order(24)
    Reconciler promotionCodeReconciler() {
        return listed("promotion_code", MirrorTable.PROMOTION_CODES, "promo_", StripeObjectType.PROMOTION_CODE);
    }

    @Bean
    @Order(32)
    Reconciler paymentMethodReconciler() {
        return reconciler(
                "payment_method",
                MirrorTable.PAYMENT_METHODS,
                "pm_",
                reconcilers.ofCustomers(
                        stripe::listPaymentMethods, id -> stripe.retrieve(StripeObjectType.PAYMENT_METHOD, id)));
    }

    @Bean
    @Order(34)
    Reconciler taxIdReconciler() {
        return reconciler(
                "tax_id",
                MirrorTable.TAX_IDS,
                "txi_",
                reconcilers.ofCustomers(stripe::listTaxIds, id -> stripe.retrieve(StripeObjectType.TAX_ID, id)));
    }

    /** Its id is the customer's, by which the customer is meant. */
    @Bean
    @Order(36)
    Reconciler entitlementSummaryReconciler(EntitlementLookup lookup) {
        return reconciler(
                "entitlement_summary",
                MirrorTable.ENTITLEMENT_SUMMARIES,
                "(?!)",
                reconcilers.ofCustomers(customer -> worthComparing(lookup.of(customer)), lookup::of));
    }

    /** Of somebody who is entitled to nothing, and was to nothing before, Stripe has no summary to tell of. */
    private List<JsonNode> worthComparing(JsonNode summary) {
        boolean nothing = summary.path("entitlements").path("data").isEmpty();
        boolean known = rows.find(MirrorTable.ENTITLEMENT_SUMMARIES, StripeJson.required(summary, "id"))
                .isPresent();
        return StripeJson.flag(summary, "deleted") || (nothing && !known) ? List.of() : List.of(summary);
    }

    @Bean
    @Order(42)
    Reconciler subscriptionScheduleReconciler() {
        return listed(
                "subscription_schedule",
                MirrorTable.SUBSCRIPTION_SCHEDULES,
                "sub_sched_",
                StripeObjectType.SUBSCRIPTION_SCHEDULE);
    }

    @Bean
    @Order(60)
    Reconciler paymentIntentReconciler() {
        return listed("payment_intent", MirrorTable.PAYMENT_INTENTS, "pi_", StripeObjectType.PAYMENT_INTENT);
    }

    @Bean
    @Order(62)
    Reconciler setupIntentReconciler() {
        return listed("setup_intent", MirrorTable.SETUP_INTENTS, "seti_", StripeObjectType.SETUP_INTENT);
    }

    /** {@code py_} are charges of what is no card. */
    @Bean
    @Order(64)
    Reconciler chargeReconciler() {
        return listed("charge", MirrorTable.CHARGES, "ch_|py_", StripeObjectType.CHARGE);
    }

    @Bean
    @Order(66)
    Reconciler invoicePaymentReconciler() {
        return listed("invoice_payment", MirrorTable.INVOICE_PAYMENTS, "inpay_", StripeObjectType.INVOICE_PAYMENT);
    }

    @Bean
    @Order(70)
    Reconciler refundReconciler() {
        return listed("refund", MirrorTable.REFUNDS, "re_|pyr_", StripeObjectType.REFUND);
    }

    @Bean
    @Order(72)
    Reconciler disputeReconciler() {
        return listed("dispute", MirrorTable.DISPUTES, "dp_|du_", StripeObjectType.DISPUTE);
    }

    @Bean
    @Order(74)
    Reconciler checkoutSessionReconciler() {
        return listed("checkout.session", MirrorTable.CHECKOUT_SESSIONS, "cs_", StripeObjectType.CHECKOUT_SESSION);
    }

    private Reconciler listed(String entity, MirrorTable table, String ids, StripeObjectType type) {
        return reconciler(entity, table, ids, reconcilers.all(type));
    }

    private Reconciler reconciler(String entity, MirrorTable table, String ids, StripeReconciler.Source source) {
        return reconcilers.of(new StripeReconciler.Kind(
                entity,
                table,
                Pattern.compile(ids),
                (stored, answered) -> same(MirroredObjects.kind(table), stored, answered),
                objects.writer(table),
                source));
    }

    /** Of an erased user's objects less is kept than Stripe shows, and that is no difference. */
    private static boolean same(MirrorKind kind, JsonNode stored, JsonNode answered) {
        var kept = StripeJson.withoutSecrets(answered);
        var meaning = kind.meaning(stored);
        return meaning.equals(kind.meaning(kept))
                || meaning.equals(kind.meaning(kind.ofTheErased().apply(kept)));
    }
}
