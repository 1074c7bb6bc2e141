package dev.keelson.sandbox.stripe;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's <a href="https://docs.stripe.com/testing">test cards</a>, by the ids that stand for them. The last four digits
 * decide what happens.
 */
enum TestCard {
    VISA("pm_card_visa", "tok_visa", "visa", "4242", Outcome.PAY),
    MASTERCARD("pm_card_mastercard", "tok_mastercard", "mastercard", "4444", Outcome.PAY),
    DECLINED("pm_card_visa_chargeDeclined", "tok_chargeDeclined", "visa", "0002", Outcome.DECLINE),
    DECLINED_LATER("pm_card_chargeCustomerFail", "tok_chargeCustomerFail", "visa", "0341", Outcome.DECLINE),
    INSUFFICIENT_FUNDS(
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            "tok_visa_chargeDeclinedInsufficientFunds",
            "visa",
            "9995",
            Outcome.DECLINE),
    THREE_D_SECURE("pm_card_threeDSecure2Required", "tok_threeDSecure2Required", "visa", "3220", Outcome.AUTHENTICATE);

    private final String paymentMethod;
    private final String token;
    private final String brand;
    private final String last4;
    private final Outcome outcome;

    TestCard(String paymentMethod, String token, String brand, String last4, Outcome outcome) {
        this.paymentMethod = paymentMethod;
        this.token = token;
        this.brand = brand;
        this.last4 = last4;
        this.outcome = outcome;
    }

    static Optional<TestCard> named(String paymentMethodOrToken) {
        return Arrays.stream(values())
                .filter(card ->
                        card.paymentMethod.equals(paymentMethodOrToken) || card.token.equals(paymentMethodOrToken))
                .findFirst();
    }

    static TestCard of(ObjectNode paymentMethod) {
        return Arrays.stream(values())
                .filter(card -> Json.string(paymentMethod, "card", "last4").equals(card.last4))
                .findFirst()
                .orElse(VISA);
    }

    /** The card that a person who wants this outcome would type in. */
    static TestCard forOutcome(Outcome outcome) {
        return switch (outcome) {
            case PAY -> VISA;
            case DECLINE -> DECLINED;
            case AUTHENTICATE -> THREE_D_SECURE;
        };
    }

    Outcome outcome() {
        return outcome;
    }

    String declineCode() {
        return this == INSUFFICIENT_FUNDS ? "insufficient_funds" : "generic_decline";
    }

    void describe(ObjectNode card) {
        card.put("brand", brand)
                .put("display_brand", brand)
                .put("last4", last4)
                .put("fingerprint", "SandboxCard" + last4);
        card.withObject("/networks").putArray("available").add(brand);
    }
}
