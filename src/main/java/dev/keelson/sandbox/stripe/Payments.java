package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Payment intents and the charges that they lead to. Knows nothing of what is being paid for. */
@Component
class Payments {
    private final StripeObjects objects;
    private final StripeAddress address;

    Payments(StripeObjects objects, StripeAddress address) {
        this.objects = objects;
        this.address = address;
    }

    /** A payment intent that waits for its payment method; stored. */
    ObjectNode create(long amount, String currency, ObjectNode details) {
        var intent = objects.blank(Kind.PAYMENT_INTENT);
        var id = Json.string(intent, "id");
        intent.put("amount", amount)
                .put("currency", currency)
                .put("client_secret", id + "_" + SandboxIds.next("secret_"));
        intent.setAll(details);
        objects.create(intent);
        return intent;
    }

    /** Tries to pay. The intent that is handed in is brought up to date. */
    void attempt(ObjectNode intent, ObjectNode paymentMethod, Outcome outcome) {
        intent.put("payment_method", Json.string(paymentMethod, "id"));
        switch (outcome) {
            case PAY -> succeed(intent, paymentMethod);
            case DECLINE -> decline(intent, paymentMethod, Decline.of(paymentMethod, objects.now()));
            case AUTHENTICATE -> askForAuthentication(intent);
        }
    }

    private void succeed(ObjectNode intent, ObjectNode paymentMethod) {
        var charge = charge(intent, paymentMethod);
        charge.put("paid", true)
                .put("captured", true)
                .put("amount_captured", Json.number(intent, "amount"))
                .put("status", "succeeded");
        charge.withObject("/outcome")
                .put("network_status", "approved_by_network")
                .putNull("reason")
                .put("risk_level", "normal")
                .put("seller_message", "Payment complete.")
                .put("type", "authorized");
        objects.save(charge, "succeeded");
        intent.put("status", "succeeded")
                .put("amount_received", Json.number(intent, "amount"))
                .put("latest_charge", Json.string(charge, "id"))
                .putNull("next_action")
                .putNull("last_payment_error");
        objects.save(intent, "succeeded");
    }

    void decline(ObjectNode intent, ObjectNode paymentMethod, Decline decline) {
        var charge = charge(intent, paymentMethod);
        charge.put("paid", false)
                .put("status", "failed")
                .put("failure_code", decline.code())
                .put("failure_message", decline.message());
        charge.withObject("/outcome")
                .put("network_status", decline.blocked() ? "not_sent_to_network" : "declined_by_network")
                .put("reason", decline.blocked() ? "highest_risk_level" : decline.reason())
                .put("risk_level", decline.blocked() ? "highest" : "normal")
                .put(
                        "seller_message",
                        decline.blocked()
                                ? "Stripe blocked this payment as too risky."
                                : "The bank did not return any further details with this decline.")
                .put("type", decline.blocked() ? "blocked" : "issuer_declined");
        objects.save(charge, "failed");
        var error = decline.error().body().withObject("/error");
        error.set("payment_method", paymentMethod.deepCopy());
        error.put("charge", Json.string(charge, "id"));
        intent.put("status", "requires_payment_method")
                .put("latest_charge", Json.string(charge, "id"))
                .putNull("payment_method")
                .putNull("next_action");
        intent.set("last_payment_error", error);
        objects.save(intent, "payment_failed");
    }

    private void askForAuthentication(ObjectNode intent) {
        intent.put("status", "requires_action").putNull("last_payment_error");
        intent.set("next_action", nextAction(intent));
        objects.save(intent, "requires_action");
    }

    private ObjectNode nextAction(ObjectNode intent) {
        var action = Json.object().put("type", "redirect_to_url");
        action.putObject("redirect_to_url")
                .putNull("return_url")
                .put("url", address.page("payments/" + Json.string(intent, "id")));
        return action;
    }

    /** The error that a caller is told who confirms on the server; the attempt has been made all the same. */
    StripeError failure(ObjectNode intent) {
        var error = intent.path("last_payment_error");
        return StripeError.card(Json.string(error, "code"), Json.string(error, "message"))
                .declineCode(Json.string(error, "decline_code"))
                .with("payment_intent", intent)
                .takesEffect();
    }

    ObjectNode cancel(ObjectNode intent, String reason) {
        var time = objects.now();
        intent.put("status", "canceled").put("cancellation_reason", reason).putNull("next_action");
        Json.put(intent, "canceled_at", time);
        objects.save(intent, "canceled");
        return intent;
    }

    private ObjectNode charge(ObjectNode intent, ObjectNode paymentMethod) {
        var charge = objects.blank(Kind.CHARGE);
        charge.put("amount", Json.number(intent, "amount"))
                .put("currency", Json.string(intent, "currency"))
                .put("payment_intent", Json.string(intent, "id"))
                .put("payment_method", Json.string(paymentMethod, "id"));
        charge.set("customer", intent.get("customer"));
        charge.set("description", intent.get("description"));
        charge.set("metadata", intent.path("metadata").deepCopy());
        charge.set("billing_details", paymentMethod.path("billing_details").deepCopy());
        charge.set("receipt_email", intent.get("receipt_email"));
        var details = charge.putObject("payment_method_details").put("type", "card");
        var card = details.putObject("card");
        for (var field :
                new String[] {"brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4"
                }) {
            card.set(field, paymentMethod.path("card").path(field).deepCopy());
        }
        card.put("amount_authorized", Json.number(intent, "amount"))
                .put("network", Json.string(card, "brand"))
                .putNull("authorization_code")
                .putNull("installments")
                .putNull("mandate")
                .putNull("network_transaction_id")
                .putNull("regulated_status")
                .putNull("three_d_secure")
                .putNull("transaction_link_id")
                .putNull("wallet");
        card.putObject("extended_authorization").put("status", "disabled");
        card.putObject("incremental_authorization").put("status", "unavailable");
        card.putObject("multicapture").put("status", "unavailable");
        card.putObject("network_token").put("used", false);
        card.putObject("overcapture")
                .put("maximum_amount_capturable", Json.number(intent, "amount"))
                .put("status", "unavailable");
        charge.putObject("outcome")
                .putNull("advice_code")
                .putNull("network_advice_code")
                .putNull("network_decline_code");
        return charge;
    }
}
