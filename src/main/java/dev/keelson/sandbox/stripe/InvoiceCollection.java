package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Collects invoices, and lets subscriptions follow what becomes of them. */
@Component
class InvoiceCollection {
    private final StripeObjects objects;
    private final Invoices invoices;
    private final InvoicePayments links;
    private final Payments payments;
    private final PaymentMethods methods;
    private final FutureOutcomes outcomes;
    private final Subscriptions subscriptions;
    private final Dunning dunning;

    InvoiceCollection(
            StripeObjects objects,
            Invoices invoices,
            InvoicePayments links,
            Payments payments,
            PaymentMethods methods,
            FutureOutcomes outcomes,
            Subscriptions subscriptions,
            Dunning dunning) {
        this.objects = objects;
        this.invoices = invoices;
        this.links = links;
        this.payments = payments;
        this.methods = methods;
        this.outcomes = outcomes;
        this.subscriptions = subscriptions;
        this.dunning = dunning;
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
                .filter(invoice -> Json.is(invoice, "status", "open") || Json.is(invoice, "status", "uncollectible"))
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
            subscriptions.paymentFailed(subscription);
            var after = objects.get(Kind.SUBSCRIPTION, Json.string(subscription, "id"));
            if (next == null && SubscriptionStatus.of(after) == SubscriptionStatus.PAST_DUE) {
                giveUp(after);
            }
        });
    }

    private void giveUp(ObjectNode subscription) {
        switch (dunning.plan().end()) {
            case CANCEL -> subscriptions.cancel(subscription, "payment_failed");
            case UNPAID -> subscriptions.unpaid(subscription);
            case PAST_DUE -> {}
        }
    }

    private static boolean isFirst(ObjectNode invoice) {
        return Json.is(invoice, "billing_reason", "subscription_create");
    }

    /** The first payment is tried once: somebody is there to try again. */
    private @Nullable Instant nextAttempt(ObjectNode invoice) {
        return isFirst(invoice)
                ? null
                : dunning.plan()
                        .next(Json.number(invoice, "attempt_count"))
                        .map(objects.now()::plus)
                        .orElse(null);
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
