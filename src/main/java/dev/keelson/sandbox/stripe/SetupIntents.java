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
                useFor(intent, id);
            }
            case DECLINE -> {
                intent.put("status", "requires_payment_method").putNull("next_action");
                intent.set("last_setup_error", decline(method).error().body().path("error"));
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

    /** A subscription that has been waiting for a card. */
    private void useFor(ObjectNode intent, String method) {
        objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> Json.is(subscription, "pending_setup_intent", Json.string(intent, "id")))
                .forEach(subscription -> objects.update(
                        subscription.put("default_payment_method", method).putNull("pending_setup_intent")));
    }

    ObjectNode cancel(ObjectNode intent) {
        objects.save(intent.put("status", "canceled").put("cancellation_reason", "abandoned"), "canceled");
        return intent;
    }

    private Decline decline(ObjectNode method) {
        return Decline.of(method, objects.now());
    }

    /** The error that a caller is told who confirms on the server; the attempt has been made all the same. */
    StripeError failure(ObjectNode intent, ObjectNode method) {
        return decline(method).error().with("setup_intent", intent).takesEffect();
    }
}
