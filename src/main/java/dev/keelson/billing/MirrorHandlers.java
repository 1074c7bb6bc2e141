package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookHandler;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which events keep which of the {@link MirroredObjects}. */
@Configuration(proxyBeanMethods = false)
class MirrorHandlers {
    private final Mirror mirror;
    private final MirroredObjects objects;

    MirrorHandlers(Mirror mirror, MirroredObjects objects) {
        this.mirror = mirror;
        this.objects = objects;
    }

    @Bean
    WebhookHandler couponHandler() {
        return handler(MirrorTable.COUPONS, StripeObjectType.COUPON, Set.of("coupon.*"), Set.of("coupon.deleted"));
    }

    @Bean
    WebhookHandler promotionCodeHandler() {
        return handler(MirrorTable.PROMOTION_CODES, StripeObjectType.PROMOTION_CODE, "promotion_code.*");
    }

    @Bean
    WebhookHandler subscriptionScheduleHandler() {
        return handler(
                MirrorTable.SUBSCRIPTION_SCHEDULES, StripeObjectType.SUBSCRIPTION_SCHEDULE, "subscription_schedule.*");
    }

    @Bean
    WebhookHandler invoicePaymentHandler() {
        return handler(MirrorTable.INVOICE_PAYMENTS, StripeObjectType.INVOICE_PAYMENT, "invoice_payment.*");
    }

    @Bean
    WebhookHandler paymentIntentHandler() {
        return handler(MirrorTable.PAYMENT_INTENTS, StripeObjectType.PAYMENT_INTENT, "payment_intent.*");
    }

    @Bean
    WebhookHandler setupIntentHandler() {
        return handler(MirrorTable.SETUP_INTENTS, StripeObjectType.SETUP_INTENT, "setup_intent.*");
    }

    @Bean
    WebhookHandler chargeHandler() {
        return handler(MirrorTable.CHARGES, StripeObjectType.CHARGE, "charge.*");
    }

    /** Stripe tells of refunds of charges twice, under two names. */
    @Bean
    WebhookHandler refundHandler() {
        return handler(MirrorTable.REFUNDS, StripeObjectType.REFUND, "refund.*", "charge.refund.*");
    }

    @Bean
    WebhookHandler disputeHandler() {
        return handler(MirrorTable.DISPUTES, StripeObjectType.DISPUTE, "charge.dispute.*");
    }

    /** {@code payment_method.detached} is no deletion: the method is there, and nobody's. */
    @Bean
    WebhookHandler paymentMethodHandler() {
        return handler(MirrorTable.PAYMENT_METHODS, StripeObjectType.PAYMENT_METHOD, "payment_method.*");
    }

    @Bean
    WebhookHandler taxIdHandler() {
        return handler(
                MirrorTable.TAX_IDS,
                StripeObjectType.TAX_ID,
                Set.of("customer.tax_id.*"),
                Set.of("customer.tax_id.deleted"));
    }

    @Bean
    WebhookHandler discountHandler(DiscountLookup lookup) {
        return new MirrorHandler(
                new MirrorHandler.Events(
                        MirrorTable.DISCOUNTS,
                        Set.of("customer.discount.*"),
                        Set.of("customer.discount.deleted"),
                        _ -> false,
                        lookup::fetch),
                mirror,
                objects);
    }

    @Bean
    WebhookHandler entitlementSummaryHandler(EntitlementLookup lookup) {
        return new MirrorHandler(
                new MirrorHandler.Events(
                        MirrorTable.ENTITLEMENT_SUMMARIES,
                        Set.of(EntitlementSummaryObject.OBJECT + ".*"),
                        Set.of(),
                        EntitlementSummaryObject::isCut,
                        lookup::fetch),
                mirror,
                objects);
    }

    private WebhookHandler handler(MirrorTable table, StripeObjectType type, String... types) {
        return handler(table, type, Set.of(types), Set.of());
    }

    private WebhookHandler handler(MirrorTable table, StripeObjectType type, Set<String> types, Set<String> deletions) {
        return new MirrorHandler(
                new MirrorHandler.Events(table, types, deletions, _ -> false, event -> mirror.fetch(type, event)),
                mirror,
                objects);
    }
}
