package dev.keelson.billing;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What moves money, and how it is paid. Invoices named their payment intent, and payment intents and charges their invoice,
 * until 2025-03-31.basil; since then {@code invoice_payment} is between them.
 */
final class PaymentKinds {
    static final MirrorKind INVOICE_PAYMENT = MirrorKind.of(MirrorTable.INVOICE_PAYMENTS)
            .id("stripe_invoice_id", "invoice")
            .text("stripe_payment_intent_id", payment -> StripeJson.id(payment.path("payment"), "payment_intent"))
            .text("stripe_charge_id", payment -> StripeJson.id(payment.path("payment"), "charge"))
            .texts("status", "currency")
            .flags("is_default")
            .numbers("amount_requested", "amount_paid")
            .time("paid_at", payment -> payment.path("status_transitions"), "paid_at")
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind PAYMENT_INTENT = MirrorKind.of(MirrorTable.PAYMENT_INTENTS)
            .ofCustomer("customer")
            .id("stripe_invoice_id", "invoice")
            .texts("status", "currency", "description")
            .amounts("amount", "amount_received")
            .id("stripe_payment_method_id", "payment_method")
            .text("stripe_latest_charge_id", PaymentKinds::latestCharge)
            .text("failure_code", intent -> StripeJson.text(intent.path("last_payment_error"), "code"))
            .text("decline_code", intent -> StripeJson.text(intent.path("last_payment_error"), "decline_code"))
            .times("canceled_at")
            .issuedAt()
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind SETUP_INTENT = MirrorKind.of(MirrorTable.SETUP_INTENTS)
            .ofCustomer("customer")
            .texts("status", "usage")
            .id("stripe_payment_method_id", "payment_method")
            .text("failure_code", intent -> StripeJson.text(intent.path("last_setup_error"), "code"))
            .text("decline_code", intent -> StripeJson.text(intent.path("last_setup_error"), "decline_code"))
            .issuedAt()
            .keepingOfTheErased(Books::mark)
            .build();

    static final MirrorKind CHARGE = MirrorKind.of(MirrorTable.CHARGES)
            .ofCustomer("customer")
            .id("stripe_payment_intent_id", "payment_intent")
            .id("stripe_payment_method_id", "payment_method")
            .texts("status", "currency", "failure_code")
            .amounts("amount", "amount_captured", "amount_refunded")
            .flags("paid", "refunded", "disputed")
            .text("decline_code", PaymentKinds::declineCode)
            .text("outcome_type", charge -> StripeJson.text(charge.path("outcome"), "type"))
            .text("risk_level", charge -> StripeJson.text(charge.path("outcome"), "risk_level"))
            .text("card_brand", charge -> StripeJson.text(card(charge), "brand"))
            .text("card_last4", charge -> StripeJson.text(card(charge), "last4"))
            .issuedAt()
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind REFUND = MirrorKind.of(MirrorTable.REFUNDS)
            .id("stripe_charge_id", "charge")
            .id("stripe_payment_intent_id", "payment_intent")
            .texts("status", "currency", "reason", "failure_reason")
            .amounts("amount")
            .issuedAt()
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind DISPUTE = MirrorKind.of(MirrorTable.DISPUTES)
            .id("stripe_charge_id", "charge")
            .id("stripe_payment_intent_id", "payment_intent")
            .texts("status", "currency", "reason")
            .amounts("amount")
            .time("due_by", dispute -> dispute.path("evidence_details"), "due_by")
            .flag("has_evidence", dispute -> StripeJson.flag(dispute.path("evidence_details"), "has_evidence"))
            .issuedAt()
            .keepingOfTheErased(Books::only)
            .build();

    /** One that is detached can never be used again: it is nobody's, and {@link StripeJson} keeps nothing of it. */
    static final MirrorKind PAYMENT_METHOD = MirrorKind.of(MirrorTable.PAYMENT_METHODS)
            .ofCustomer("customer")
            .texts("type")
            .text("brand", method -> StripeJson.text(means(method), "brand"))
            .text("last4", method -> StripeJson.text(means(method), "last4"))
            .number("exp_month", method -> StripeJson.number(means(method), "exp_month"))
            .number("exp_year", method -> StripeJson.number(means(method), "exp_year"))
            .issuedAt()
            .keepingOfTheErased(Books::mark)
            .build();

    private PaymentKinds() {}

    /** Until 2022-11-15 the charges were listed, the newest first. */
    private static @Nullable String latestCharge(JsonNode intent) {
        String id = StripeJson.id(intent, "latest_charge");
        return id == null ? StripeJson.text(intent.path("charges").path("data").path(0), "id") : id;
    }

    /** Of a charge that was refused the outcome's reason is the bank's; else it is why Stripe looked closer. */
    private static @Nullable String declineCode(JsonNode charge) {
        boolean failed = StripeJson.text(charge, "failure_code") != null;
        return failed ? StripeJson.text(charge.path("outcome"), "reason") : null;
    }

    private static JsonNode card(JsonNode charge) {
        return charge.path("payment_method_details").path("card");
    }

    /** What a payment method of any type says of itself stands under the type's name. */
    private static JsonNode means(JsonNode method) {
        return method.path(method.path("type").asString("card"));
    }
}
