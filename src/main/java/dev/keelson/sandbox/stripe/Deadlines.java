package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What time brings to things that wait: first payments, unpaid invoices, open Checkout sessions. */
@Component
class Deadlines {
    private static final Duration FIRST_PAYMENT = Duration.ofHours(23);

    private final StripeObjects objects;
    private final Subscriptions subscriptions;
    private final CheckoutSessions sessions;
    private final InvoiceCollection collection;
    private final Discounts discounts;
    private final Disputes disputes;
    private final Refunds refunds;
    private final TaxIds taxIds;
    private final PauseCollection pauses;

    Deadlines(
            StripeObjects objects,
            Subscriptions subscriptions,
            CheckoutSessions sessions,
            InvoiceCollection collection,
            Discounts discounts,
            Disputes disputes,
            Refunds refunds,
            TaxIds taxIds,
            PauseCollection pauses) {
        this.objects = objects;
        this.subscriptions = subscriptions;
        this.sessions = sessions;
        this.collection = collection;
        this.discounts = discounts;
        this.disputes = disputes;
        this.refunds = refunds;
        this.taxIds = taxIds;
        this.pauses = pauses;
    }

    Stream<BillingClock.Due> due() {
        return Stream.of(
                        firstPayments(),
                        retries(),
                        openSessions(),
                        discounts.due(),
                        disputes.due(),
                        refunds.due(),
                        taxIds.due(),
                        pauses.due())
                .flatMap(due -> due);
    }

    private Stream<BillingClock.Due> firstPayments() {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> SubscriptionStatus.of(subscription) == SubscriptionStatus.INCOMPLETE)
                .map(subscription -> new BillingClock.Due(
                        Json.time(subscription, "created").orElseThrow().plus(FIRST_PAYMENT),
                        () -> subscriptions.expire(subscription)));
    }

    private Stream<BillingClock.Due> retries() {
        return objects.all(Kind.INVOICE).stream()
                .filter(invoice -> Json.is(invoice, "status", "open") && belongsToLive(invoice))
                .flatMap(invoice -> Json.time(invoice, "next_payment_attempt").stream()
                        .map(at -> new BillingClock.Due(at, () -> collection.charge(invoice))));
    }

    private boolean belongsToLive(ObjectNode invoice) {
        return collection
                .subscriptionOf(invoice)
                .filter(subscription -> !SubscriptionStatus.of(subscription).isFinal())
                .isPresent();
    }

    private Stream<BillingClock.Due> openSessions() {
        return objects.all(Kind.CHECKOUT_SESSION).stream()
                .filter(session -> Json.is(session, "status", "open"))
                .map(session -> new BillingClock.Due(
                        Json.time(session, "expires_at").orElseThrow(), () -> sessions.expire(session)));
    }
}
