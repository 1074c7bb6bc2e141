package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a bank says no (<a href="https://docs.stripe.com/declines/codes">Stripe's list</a>).
 *
 * @param code the error's
 * @param reason the error's {@code decline_code}
 * @param blocked whether Stripe itself said no, before the bank was asked
 */
record Decline(String code, String reason, String message, boolean blocked) {
    static final Decline GENERIC = declined("generic_decline", "Your card was declined.");
    static final Decline INSUFFICIENT_FUNDS = declined("insufficient_funds", "Your card has insufficient funds.");
    static final Decline LOST = declined("lost_card", "Your card was declined.");
    static final Decline STOLEN = declined("stolen_card", "Your card was declined.");
    static final Decline FRAUDULENT = new Decline("card_declined", "fraudulent", "Your card was declined.", true);
    static final Decline EXPIRED = new Decline("expired_card", "expired_card", "Your card has expired.", false);
    static final Decline INCORRECT_CVC =
            new Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", false);
    static final Decline PROCESSING_ERROR = new Decline(
            "processing_error",
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit.",
            false);

    /** The bank wants the customer, who is not there. */
    static final Decline AUTHENTICATION = new Decline(
            "authentication_required",
            "authentication_required",
            "Your card was declined. This transaction requires authentication.",
            false);

    private static Decline declined(String reason, String message) {
        return new Decline("card_declined", reason, message, false);
    }

    /** What stands in the way of every payment with the card, whatever anybody has chosen. */
    static Optional<Decline> ofAge(ObjectNode paymentMethod, Instant now) {
        var last = YearMonth.of((int) Json.number(paymentMethod, "card", "exp_year"), (int)
                Json.number(paymentMethod, "card", "exp_month"));
        return YearMonth.from(now.atOffset(ZoneOffset.UTC)).isAfter(last) ? Optional.of(EXPIRED) : Optional.empty();
    }

    static Decline of(ObjectNode paymentMethod, Instant now) {
        return ofAge(paymentMethod, now)
                .orElseGet(() -> TestCard.of(paymentMethod).decline());
    }

    StripeError error() {
        return StripeError.card(code, message).declineCode(reason);
    }
}
