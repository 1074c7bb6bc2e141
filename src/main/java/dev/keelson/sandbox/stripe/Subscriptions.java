package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The life of a subscription, as {@link SubscriptionStatus} names it. Money is collected elsewhere. */
@Component
class Subscriptions {
    private static final Duration TRIAL_ENDS_SOON = Duration.ofDays(3);

    private final StripeObjects objects;
    private final Invoices invoices;
    private final InvoiceLines lines;
    private final Discounts discounts;

    Subscriptions(StripeObjects objects, Invoices invoices, InvoiceLines lines, Discounts discounts) {
        this.objects = objects;
        this.invoices = invoices;
        this.lines = lines;
        this.discounts = discounts;
    }

    /** A subscription that starts now; not stored yet. */
    ObjectNode blank(String customer, List<ObjectNode> items) {
        var subscription = objects.blank(Kind.SUBSCRIPTION).put("customer", customer);
        SubscriptionItems.put(subscription, items);
        var now = objects.now();
        Json.put(subscription, "start_date", now);
        Json.put(subscription.withObject("/billing_mode"), "updated_at", now);
        begin(subscription, now);
        return subscription;
    }

    void trial(ObjectNode subscription, Instant end) {
        var now = objects.now();
        if (!end.isAfter(now)) {
            throw StripeError.invalid("Invalid timestamp: must be an integer Unix timestamp in the future.")
                    .param("trial_end");
        }
        Json.put(subscription, "trial_start", now);
        Json.put(subscription, "trial_end", end);
        Json.put(subscription, "billing_cycle_anchor", end);
        SubscriptionItems.period(subscription, now, end);
        SubscriptionStatus.TRIALING.set(subscription);
    }

    /** The billing cycle begins then. */
    static void begin(ObjectNode subscription, Instant start) {
        Json.put(subscription, "billing_cycle_anchor", start);
        SubscriptionItems.period(subscription, start, nextEnd(subscription, start));
    }

    static Instant nextEnd(ObjectNode subscription, Instant start) {
        var anchor = Json.time(subscription, "billing_cycle_anchor").orElseThrow();
        return Prices.periodEnd(SubscriptionItems.price(SubscriptionItems.first(subscription)), anchor, start);
    }

    /**
     * Stores it, and opens its first invoice, which is paid already where there is a trial.
     *
     * @param intent what the invoice is to be paid with; null makes one
     */
    ObjectNode start(ObjectNode subscription, @Nullable ObjectNode intent) {
        var invoice = Kind.INVOICE.newId();
        objects.create(subscription.put("latest_invoice", invoice));
        if (SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING
                && Json.time(subscription, "trial_end")
                        .orElseThrow()
                        .isBefore(objects.now().plus(TRIAL_ENDS_SOON))) {
            objects.save(subscription, "trial_will_end");
        }
        return invoices.open(draft(subscription, invoice, "subscription_create", List.of()), intent);
    }

    /** Opens an invoice for the current period and what has been waiting. */
    ObjectNode bill(ObjectNode subscription, String invoice, String reason, List<ObjectNode> waiting) {
        return invoices.open(draft(subscription, invoice, reason, waiting));
    }

    /** That invoice as a draft, which nobody will charge by itself. */
    void billLater(ObjectNode subscription, String invoice, String reason, List<ObjectNode> waiting) {
        objects.update(draft(subscription, invoice, reason, waiting).put("auto_advance", false));
    }

    private ObjectNode draft(ObjectNode subscription, String invoice, String reason, List<ObjectNode> waiting) {
        var start = SubscriptionItems.periodStart(subscription);
        var end = SubscriptionItems.periodEnd(subscription);
        var items = Json.data(subscription, "items");
        var period = SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING
                ? lines.trial(items, start, end)
                : lines.period(items, start, end);
        var all = Stream.concat(waiting.stream(), period.stream()).toList();
        return invoices.create(
                invoice,
                new Invoices.Draft(reason, subscription, all, discounts.of(subscription, objects.now()), start, end));
    }

    void paid(ObjectNode subscription, ObjectNode invoice) {
        switch (SubscriptionStatus.of(subscription)) {
            case INCOMPLETE, PAST_DUE, UNPAID -> activate(subscription, invoice);
            case PAUSED -> {
                if (activate(subscription, invoice)) {
                    objects.save(subscription, "resumed");
                }
            }
            case TRIALING, ACTIVE, CANCELED, INCOMPLETE_EXPIRED -> {}
        }
    }

    private boolean activate(ObjectNode subscription, ObjectNode invoice) {
        if (!Json.is(subscription, "latest_invoice", Json.string(invoice, "id"))) {
            return false;
        }
        SubscriptionStatus.ACTIVE.set(subscription);
        objects.update(subscription);
        return true;
    }

    /** A first payment that fails leaves it incomplete. */
    void paymentFailed(ObjectNode subscription) {
        switch (SubscriptionStatus.of(subscription)) {
            case ACTIVE, TRIALING -> {
                SubscriptionStatus.PAST_DUE.set(subscription);
                objects.update(subscription);
            }
            case INCOMPLETE, PAST_DUE, UNPAID, PAUSED, CANCELED, INCOMPLETE_EXPIRED -> {}
        }
    }

    /** Nobody has paid, and the account does not cancel: it goes on without being charged. */
    void unpaid(ObjectNode subscription) {
        SubscriptionStatus.UNPAID.set(subscription);
        objects.update(subscription);
    }

    /** Ends it now. */
    void cancel(ObjectNode subscription, String reason) {
        var now = objects.now();
        SubscriptionStatus.CANCELED.set(subscription);
        Json.put(subscription, "ended_at", now);
        if (Json.isNull(subscription, "canceled_at")) {
            Json.put(subscription, "canceled_at", now);
        }
        subscription.withObject("/cancellation_details").put("reason", reason);
        objects.save(subscription, "deleted");
        voidOpenInvoice(subscription, "subscription_create");
    }

    /** The first payment did not come within 23 hours. */
    void expire(ObjectNode subscription) {
        SubscriptionStatus.INCOMPLETE_EXPIRED.set(subscription);
        Json.put(subscription, "ended_at", objects.now());
        objects.update(subscription);
        voidOpenInvoice(subscription, "subscription_create");
    }

    void pause(ObjectNode subscription) {
        SubscriptionStatus.PAUSED.set(subscription);
        objects.update(subscription);
        objects.save(subscription, "paused");
    }

    List<ObjectNode> liveOf(String customer) {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> Json.is(subscription, "customer", customer))
                .filter(subscription -> !SubscriptionStatus.of(subscription).isFinal())
                .toList();
    }

    private void voidOpenInvoice(ObjectNode subscription, String reason) {
        Json.text(subscription, "latest_invoice")
                .flatMap(id -> objects.find(Kind.INVOICE, id))
                .filter(invoice -> Json.is(invoice, "status", "open") && Json.is(invoice, "billing_reason", reason))
                .ifPresent(invoice -> invoices.end(invoice, "void"));
    }
}
