package dev.keelson.sandbox.stripe;

import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Confirms a payment intent: on the server, or as the customer's browser would. */
@Component
class Confirmation {
    private final StripeObjects objects;
    private final Payments payments;
    private final PaymentMethods methods;
    private final FutureOutcomes outcomes;
    private final InvoiceCollection collection;

    Confirmation(
            StripeObjects objects,
            Payments payments,
            PaymentMethods methods,
            FutureOutcomes outcomes,
            InvoiceCollection collection) {
        this.objects = objects;
        this.payments = payments;
        this.methods = methods;
        this.outcomes = outcomes;
        this.collection = collection;
    }

    /** @throws StripeError where the bank declines, which stays */
    ObjectNode confirm(ObjectNode intent, Params params) {
        confirmable(intent);
        if (params.has("payment_method")) {
            choose(intent, params.required("payment_method"));
        }
        var id = Json.text(intent, "payment_method")
                .orElseThrow(() -> StripeError.invalid("You cannot confirm this PaymentIntent because it's missing a"
                                + " payment method. You can either update the PaymentIntent with a payment method and then"
                                + " confirm it again, or confirm it again directly with a payment method.")
                        .code("payment_intent_unexpected_state"));
        var method = objects.get(Kind.PAYMENT_METHOD, id);
        var outcome = Json.text(intent, "customer")
                .map(customer -> outcomes.take(customer, method))
                .orElseGet(() -> outcomes.ofCard(method));
        boolean nobodyThere = params.flag("off_session").orElse(false)
                || params.flag("error_on_requires_action").orElse(false);
        if (outcome == Outcome.AUTHENTICATE && nobodyThere) {
            return refuse(intent, method);
        }
        attempt(intent, method, outcome);
        if (outcome == Outcome.DECLINE) {
            throw payments.failure(intent);
        }
        return intent;
    }

    /** What the customer does on a page. */
    void attempt(ObjectNode intent, ObjectNode method, Outcome outcome) {
        confirmable(intent);
        payments.attempt(intent, method, outcome);
        var customer = Json.text(intent, "customer");
        if (outcome == Outcome.PAY && customer.isPresent() && !Json.isNull(intent, "setup_future_usage")) {
            methods.attach(Json.string(method, "id"), customer.get());
        }
        collection.settle(intent);
    }

    void choose(ObjectNode intent, String paymentMethod) {
        intent.put("payment_method", Json.string(methods.resolve(paymentMethod), "id"));
        if (Json.is(intent, "status", "requires_payment_method")) {
            intent.put("status", "requires_confirmation");
        }
        objects.save(intent);
    }

    private ObjectNode refuse(ObjectNode intent, ObjectNode method) {
        payments.decline(intent, method, Decline.AUTHENTICATION);
        throw payments.failure(intent);
    }

    private static void confirmable(ObjectNode intent) {
        if (!Json.string(intent, "status").startsWith("requires_")) {
            throw unexpected(intent, "confirm");
        }
    }

    static StripeError unexpected(ObjectNode intent, String action) {
        return StripeError.invalid("You cannot %s this PaymentIntent because it has a status of %s."
                        .formatted(action, Json.string(intent, "status")))
                .code("payment_intent_unexpected_state")
                .with("payment_intent", intent);
    }
}
