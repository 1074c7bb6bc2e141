package dev.keelson.sandbox.stripe;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's <a href="https://docs.stripe.com/testing">test cards</a>, by the names that stand for them: {@code pm_card_…},
 * {@code tok_…}, with or without the brand. The last four digits decide what happens.
 */
enum TestCard {
    VISA("visa", "4242", Outcome.PAY),
    MASTERCARD("mastercard", "4444", Outcome.PAY),
    DECLINED("chargeDeclined", "0002", Outcome.DECLINE),
    /** Can be saved, and fails when it is charged. */
    DECLINED_LATER("chargeCustomerFail", "0341", Outcome.DECLINE),
    INSUFFICIENT_FUNDS("chargeDeclinedInsufficientFunds", "9995", Outcome.DECLINE),
    LOST("chargeDeclinedLostCard", "9987", Outcome.DECLINE),
    STOLEN("chargeDeclinedStolenCard", "9979", Outcome.DECLINE),
    EXPIRED("chargeDeclinedExpiredCard", "0069", Outcome.DECLINE),
    INCORRECT_CVC("chargeDeclinedIncorrectCvc", "0127", Outcome.DECLINE),
    PROCESSING_ERROR("chargeDeclinedProcessingError", "0119", Outcome.DECLINE),
    BLOCKED("radarBlock", "0019", Outcome.DECLINE),
    THREE_D_SECURE("threeDSecure2Required", "3220", Outcome.AUTHENTICATE),
    /** Also where it has been saved with the customer's consent. */
    ALWAYS_AUTHENTICATE("authenticationRequired", "3184", Outcome.AUTHENTICATE),
    /** Once: what has been authenticated when it was saved is charged without. */
    AUTHENTICATE_ONCE("authenticationRequiredOnSetup", "3155", Outcome.AUTHENTICATE),
    DISPUTED("createDispute", "0259", Outcome.PAY),
    DISPUTED_NOT_RECEIVED("createDisputeProductNotReceived", "2685", Outcome.PAY),
    DISPUTED_BY_INQUIRY("createDisputeInquiry", "1976", Outcome.PAY),
    /** A refund looks well at first, and fails later. */
    REFUND_FAILS("refundFail", "5126", Outcome.PAY),
    REFUND_PENDING("pendingRefund", "7726", Outcome.PAY);

    private static final Pattern NAME = Pattern.compile("(?:pm_card|tok)_(?:(?:visa|mastercard)_)?(\\w+)");

    private final String name;
    private final String last4;
    private final Outcome outcome;

    TestCard(String name, String last4, Outcome outcome) {
        this.name = name;
        this.last4 = last4;
        this.outcome = outcome;
    }

    static Optional<TestCard> named(String paymentMethodOrToken) {
        var name = NAME.matcher(paymentMethodOrToken);
        return name.matches()
                ? Arrays.stream(values())
                        .filter(card -> card.name.equals(name.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    static TestCard of(ObjectNode paymentMethod) {
        return ofLast4(Json.string(paymentMethod, "card", "last4"));
    }

    /** The card that a charge was made with. */
    static TestCard ofCharge(ObjectNode charge) {
        return ofLast4(
                Json.text(charge, "payment_method_details", "card", "last4").orElse(""));
    }

    private static TestCard ofLast4(String last4) {
        return Arrays.stream(values())
                .filter(card -> card.last4.equals(last4))
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

    /** What the bank says when the card is saved without a payment. */
    Outcome outcomeOfSaving() {
        return this == DECLINED_LATER ? Outcome.PAY : outcome;
    }

    Decline decline() {
        return switch (this) {
            case INSUFFICIENT_FUNDS -> Decline.INSUFFICIENT_FUNDS;
            case LOST -> Decline.LOST;
            case STOLEN -> Decline.STOLEN;
            case EXPIRED -> Decline.EXPIRED;
            case INCORRECT_CVC -> Decline.INCORRECT_CVC;
            case PROCESSING_ERROR -> Decline.PROCESSING_ERROR;
            case BLOCKED -> Decline.FRAUDULENT;
            default -> Decline.GENERIC;
        };
    }

    void describe(ObjectNode card) {
        var brand = this == MASTERCARD ? "mastercard" : "visa";
        card.put("brand", brand)
                .put("display_brand", brand)
                .put("last4", last4)
                .put("fingerprint", "SandboxCard" + last4);
        card.withObject("/networks").putArray("available").add(brand);
    }
}
