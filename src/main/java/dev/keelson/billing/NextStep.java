package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What has to happen next for a payment, or for a card to be set up. */
enum NextStep {
    /** The customer chooses how to pay, and Stripe.js confirms it with the client secret. */
    @JsonProperty("confirm")
    CONFIRM,
    /** The bank wants to hear it from the customer: Stripe.js shows its page, with the client secret. */
    @JsonProperty("authenticate")
    AUTHENTICATE,
    /** What was tried failed: the customer chooses another card, and Stripe.js confirms it with the client secret. */
    @JsonProperty("choose_payment_method")
    CHOOSE_PAYMENT_METHOD,
    /** The bank has not answered yet. */
    @JsonProperty("wait")
    WAIT,
    /** It is over. */
    @JsonProperty("none")
    NONE;

    /** @param intent a payment intent or a setup intent */
    static NextStep of(JsonNode intent) {
        boolean failed = intent.path("last_payment_error").isObject()
                || intent.path("last_setup_error").isObject();
        return of(StripeJson.text(intent, "status"), failed);
    }

    /** @param status Stripe's, of a payment intent or a setup intent */
    static NextStep of(@Nullable String status, boolean failed) {
        return switch (status) {
            case "requires_payment_method" -> failed ? CHOOSE_PAYMENT_METHOD : CONFIRM;
            case "requires_confirmation" -> CONFIRM;
            case "requires_action" -> AUTHENTICATE;
            case "processing", "requires_capture" -> WAIT;
            case null, default -> NONE;
        };
    }
}
