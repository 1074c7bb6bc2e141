package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What time brings to a running subscription: its end, the end of its trial, its next period, and the notices before them.
 * Stripe leaves a renewal's invoice a draft for about an hour; here it is opened at once.
 */
@Component
class Renewals {
    private static final Duration TRIAL_NOTICE = Duration.ofDays(3);
    private static final Duration INVOICE_NOTICE = Duration.ofDays(7);

    private static final String REASON = "subscription_cycle";

    private final StripeObjects objects;
    private final StripeEvents events;
    private final Subscriptions subscriptions;
    private final Prorations prorations;
    private final InvoicePreview preview;
    private final PaymentMethods methods;
    private final InvoiceCollection collection;
    private final Invoices invoices;

    Renewals(
            StripeObjects objects,
            StripeEvents events,
            Subscriptions subscriptions,
            Prorations prorations,
            InvoicePreview preview,
            PaymentMethods methods,
            InvoiceCollection collection,
            Invoices invoices) {
        this.objects = objects;
        this.events = events;
        this.subscriptions = subscriptions;
        this.prorations = prorations;
        this.preview = preview;
        this.methods = methods;
        this.collection = collection;
        this.invoices = invoices;
    }

    /** @param since notices until then have been given */
    Stream<BillingClock.Due> due(Instant since) {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> SubscriptionStatus.of(subscription).isRunning())
                .flatMap(subscription -> due(subscription, since).stream());
    }

    private List<BillingClock.Due> due(ObjectNode subscription, Instant since) {
        var due = new ArrayList<BillingClock.Due>();
        var periodEnd = SubscriptionItems.periodEnd(subscription);
        var end = Json.time(subscription, "cancel_at");
        if (end.isPresent() && !end.get().isAfter(periodEnd)) {
            due.add(new BillingClock.Due(
                    end.get(), () -> subscriptions.cancel(subscription, "cancellation_requested")));
        } else {
            due.add(new BillingClock.Due(periodEnd, () -> nextPeriod(subscription)));
        }
        boolean trial = SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING;
        var notice = periodEnd.minus(trial ? TRIAL_NOTICE : INVOICE_NOTICE);
        if (notice.isAfter(since) && notice.isAfter(SubscriptionItems.periodStart(subscription))) {
            due.add(new BillingClock.Due(notice, () -> giveNotice(subscription, trial)));
        }
        return due;
    }

    private void giveNotice(ObjectNode subscription, boolean trial) {
        if (trial) {
            objects.save(subscription, "trial_will_end");
        } else {
            preview.upcoming(subscription).ifPresent(invoice -> events.emit("invoice.upcoming", invoice));
        }
    }

    private void nextPeriod(ObjectNode subscription) {
        if (SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING
                && methods.of(subscription).isEmpty()) {
            var missing = Json.text(subscription, "trial_settings", "end_behavior", "missing_payment_method")
                    .orElse("create_invoice");
            if (missing.equals("cancel")) {
                subscriptions.cancel(subscription, "payment_failed");
                return;
            }
            if (missing.equals("pause")) {
                subscriptions.pause(subscription);
                return;
            }
        }
        renew(subscription);
    }

    private void renew(ObjectNode subscription) {
        var start = SubscriptionItems.periodEnd(subscription);
        var invoice = Kind.INVOICE.newId();
        SubscriptionItems.period(subscription, start, Subscriptions.nextEnd(subscription, start));
        if (SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING) {
            SubscriptionStatus.ACTIVE.set(subscription);
        }
        objects.update(subscription.put("latest_invoice", invoice));
        var waiting = prorations.take(subscription, invoice);
        if (SubscriptionStatus.of(subscription) == SubscriptionStatus.UNPAID) {
            subscriptions.billLater(subscription, invoice, REASON, waiting);
            return;
        }
        switch (PauseCollection.behavior(subscription).orElse("")) {
            case "keep_as_draft" -> subscriptions.billLater(subscription, invoice, REASON, waiting);
            case "mark_uncollectible" ->
                invoices.end(subscriptions.bill(subscription, invoice, REASON, waiting), "uncollectible");
            case "void" -> invoices.end(subscriptions.bill(subscription, invoice, REASON, waiting), "void");
            default -> collection.charge(subscriptions.bill(subscription, invoice, REASON, waiting));
        }
    }
}
