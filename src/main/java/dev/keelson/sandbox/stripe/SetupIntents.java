package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Setup intents: a card that is saved without a payment. */
@Component
class SetupIntents {
    private final StripeObjects objects;
    private final PaymentMethods methods;
    private final StripeAddress address;

    SetupIntents(StripeObjects objects, PaymentMethods methods, StripeAddress address) {
        this.objects = objects;
        this.methods = methods;
        this.address = address;
    }

    ObjectNode create(@Nullable String customer, Params params) {
        var intent = objects.blank(Kind.SETUP_INTENT);
        intent.put("client_secret", Json.string(intent, "id") + "_" + SandboxIds.next("secret_"))
                .put("customer", customer)
                .put(
                        "usage",
                        params.choice("usage", "off_session", "on_session").orElse("off_session"));
        params.copyTexts(intent, "description");
        params.copyMetadata(intent);
        objects.create(intent);
        return intent;
    }

    /** @throws StripeError where the intent is over */
    void attempt(ObjectNode intent, ObjectNode method, Outcome outcome) {
        if (!Json.string(intent, "status").startsWith("requires_")) {
            throw StripeError.invalid("You cannot confirm this SetupIntent because it has a status of %s."
                            .formatted(Json.string(intent, "status")))
                    .code("setup_intent_unexpected_state")
                    .with("setup_intent", intent);
        }
        switch (outcome) {
            case PAY -> {
                var id = Json.string(method, "id");
                Json.text(intent, "customer").ifPresent(customer -> methods.attach(id, customer));
                intent.put("status", "succeeded")
                        .put("payment_method", id)
                        .putNull("next_action")
                        .putNull("last_setup_error");
                objects.save(intent, "succeeded");
            }
            case DECLINE -> {
                intent.put("status", "requires_payment_method").putNull("next_action");
                intent.set("last_setup_error", declined().body().path("error"));
                objects.save(intent, "setup_failed");
            }
            case AUTHENTICATE -> {
                intent.put("status", "requires_action").put("payment_method", Json.string(method, "id"));
                var action = intent.putObject("next_action").put("type", "redirect_to_url");
                action.putObject("redirect_to_url")
                        .putNull("return_url")
                        .put("url", address.page("payments/" + Json.string(intent, "id")));
                objects.save(intent, "requires_action");
            }
        }
    }

    ObjectNode cancel(ObjectNode intent) {
        objects.save(intent.put("status", "canceled").put("cancellation_reason", "abandoned"), "canceled");
        return intent;
    }

    static StripeError declined() {
        return StripeError.card("card_declined", "Your card was declined.").declineCode("generic_decline");
    }
}
