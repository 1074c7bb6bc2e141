package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Stripe.js needs where a subscription waits for its customer. Never logged, never stored.
 *
 * @param value of the payment intent or the setup intent
 * @param purpose which of the two: they are confirmed by different calls of Stripe.js
 */
record ClientSecret(String value, Purpose purpose) {
    /** What has to be asked for so that Stripe's answer holds it. */
    static final List<String> EXPAND = List.of("latest_invoice.confirmation_secret", "pending_setup_intent");

    /** What the customer confirms. */
    enum Purpose {
        @JsonProperty("payment")
        PAYMENT,
        @JsonProperty("setup")
        SETUP
    }

    /** @param subscription with {@link #EXPAND} */
    static @Nullable ClientSecret of(JsonNode subscription) {
        var invoice = subscription.path("latest_invoice");
        boolean waits = "incomplete".equals(StripeJson.text(subscription, "status"))
                || subscription.path("pending_update").isObject()
                || "paused".equals(StripeJson.text(subscription, "status"));
        String payment = StripeJson.text(invoice.path("confirmation_secret"), "client_secret");
        if (payment != null && waits && !"paid".equals(StripeJson.text(invoice, "status"))) {
            return new ClientSecret(payment, Purpose.PAYMENT);
        }
        String setup = StripeJson.text(subscription.path("pending_setup_intent"), "client_secret");
        return setup == null ? null : new ClientSecret(setup, Purpose.SETUP);
    }

    @Override
    public String toString() {
        return "ClientSecret[purpose=%s]".formatted(purpose);
    }
}
