package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Collects invoices, and lets subscriptions follow what becomes of them. */
@Component
class InvoiceCollection {
    /** After the first failure of a renewal, and so on; then Stripe cancels. */
    private static final List<Duration> RETRIES = List.of(Duration.ofDays(3), Duration.ofDays(5), Duration.ofDays(7));

    private final StripeObjects objects;
    private final Invoices invoices;
    private final InvoicePayments links;
    private final Payments payments;
    private final PaymentMethods methods;
    private final FutureOutcomes outcomes;
    private final Subscriptions subscriptions;

    InvoiceCollection(
            StripeObjects objects,
            Invoices invoices,
            InvoicePayments links,
            Payments payments,
            PaymentMethods methods,
            FutureOutcomes outcomes,
            Subscriptions subscriptions) {
        this.objects = objects;
        this.invoices = invoices;
        this.links = links;
        this.payments = payments;
        this.methods = methods;
        this.outcomes = outcomes;
        this.subscriptions = subscriptions;
    }

    /** Charges what the subscription or its customer has on file. */
    void charge(ObjectNode invoice) {
        var method = subscriptionOf(invoice).flatMap(methods::of);
        if (Json.is(invoice, "status", "paid")) {
            settlePaid(invoice);
        } else if (method.isEmpty()) {
            settleFailed(invoice);
        } else {
            charge(invoice, objects.get(Kind.PAYMENT_METHOD, method.get()));
        }
    }

    void charge(ObjectNode invoice, ObjectNode method) {
        pay(invoice, method, outcomes.take(Json.string(invoice, "customer"), method));
    }

    void pay(ObjectNode invoice, ObjectNode method, Outcome outcome) {
        if (Json.is(invoice, "status", "paid")) {
            settlePaid(invoice);
            return;
        }
        var intent = links.intentOf(invoice).orElseThrow();
        payments.attempt(intent, method, outcome);
        settle(intent);
    }

    /** Takes notice of an attempt at a payment intent, whoever made it. */
    void settle(ObjectNode intent) {
        links.invoiceOf(intent)
                .filter(invoice -> Json.is(invoice, "status", "open"))
                .ifPresent(invoice -> {
                    switch (Json.string(intent, "status")) {
                        case "succeeded" -> {
                            remember(invoice, Json.string(intent, "payment_method"));
                            invoices.paid(invoice);
                            settlePaid(invoice);
                        }
                        case "requires_action" -> {
                            invoices.actionRequired(invoice);
                            subscriptionOf(invoice).ifPresent(subscriptions::paymentFailed);
                        }
                        default -> settleFailed(invoice);
                    }
                });
    }

    private void settlePaid(ObjectNode invoice) {
        subscriptionOf(invoice).ifPresent(subscription -> subscriptions.paid(subscription, invoice));
    }

    private void settleFailed(ObjectNode invoice) {
        var next = nextAttempt(invoice);
        invoices.failed(invoice, next);
        subscriptionOf(invoice).ifPresent(subscription -> {
            if (next == null && !Json.is(invoice, "billing_reason", "subscription_create")) {
                subscriptions.cancel(subscription, "payment_failed");
            } else {
                subscriptions.paymentFailed(subscription);
            }
        });
    }

    /** The first payment is tried once: somebody is there to try again. */
    private @Nullable Instant nextAttempt(ObjectNode invoice) {
        int made = (int) Json.number(invoice, "attempt_count");
        return Json.is(invoice, "billing_reason", "subscription_create") || made >= RETRIES.size()
                ? null
                : objects.now().plus(RETRIES.get(made));
    }

    private void remember(ObjectNode invoice, String method) {
        methods.attach(method, Json.string(invoice, "customer"));
        subscriptionOf(invoice)
                .filter(subscription -> "on_subscription"
                        .equals(Json.text(subscription, "payment_settings", "save_default_payment_method")
                                .orElse("")))
                .ifPresent(subscription -> objects.update(subscription.put("default_payment_method", method)));
    }

    Optional<ObjectNode> subscriptionOf(ObjectNode invoice) {
        return Json.text(invoice, "parent", "subscription_details", "subscription")
                .flatMap(id -> objects.find(Kind.SUBSCRIPTION, id));
    }
}
