package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The invoice that would come next, as things stand or after a change of the subscription. Nothing is stored. */
@Component
class InvoicePreview {
    private final StripeObjects objects;
    private final Subscriptions subscriptions;
    private final SubscriptionItems items;
    private final Prorations prorations;
    private final InvoiceLines lines;
    private final Invoices invoices;
    private final Discounts discounts;

    InvoicePreview(
            StripeObjects objects,
            Subscriptions subscriptions,
            SubscriptionItems items,
            Prorations prorations,
            InvoiceLines lines,
            Invoices invoices,
            Discounts discounts) {
        this.objects = objects;
        this.subscriptions = subscriptions;
        this.items = items;
        this.prorations = prorations;
        this.lines = lines;
        this.invoices = invoices;
        this.discounts = discounts;
    }

    ObjectNode of(Params params) {
        var details = params.object("subscription_details");
        var id = "upcoming_" + Kind.INVOICE.newId();
        if (!params.has("subscription") && details.has("items")) {
            return ofNew(id, params, details);
        }
        var subscription = subscription(params);
        if (SubscriptionStatus.of(subscription).isFinal()) {
            throw none(Json.string(subscription, "customer"));
        }
        return details.has("items") || details.has("cancel_at_period_end") || details.has("cancel_now")
                ? ofChanged(id, subscription, params, details)
                : upcoming(subscription, params)
                        .map(invoice -> invoice.put("id", id))
                        .orElseThrow(() -> none(Json.string(subscription, "customer")));
    }

    /** Without an id, as {@code invoice.upcoming} shows it; empty where the subscription ends with its period. */
    Optional<ObjectNode> upcoming(ObjectNode subscription) {
        return upcoming(subscription, Params.of(Json.object()));
    }

    private Optional<ObjectNode> upcoming(ObjectNode subscription, Params params) {
        var waiting = prorations.waiting(subscription).stream().map(lines::of).toList();
        var all = withNextPeriod(subscription, waiting, ends(subscription));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        var invoice = invoice(subscription, params, "upcoming", all, SubscriptionItems.periodEnd(subscription));
        invoice.remove("id");
        return Optional.of(invoice);
    }

    private ObjectNode ofNew(String id, Params params, Params details) {
        var customer = objects.named(Kind.CUSTOMER, params, "customer");
        var subscription = subscriptions.blank(
                Json.string(customer, "id"), items.create(details.list("items"), "subscription_details[items]"));
        var now = objects.now();
        Json.data(subscription, "items").forEach(item -> item.putNull("subscription"));
        var first = lines.period(Json.data(subscription, "items"), now, SubscriptionItems.periodEnd(subscription));
        subscription.putNull("id");
        return invoice(subscription, params, "subscription_create", first, now).put("id", id);
    }

    private ObjectNode ofChanged(String id, ObjectNode subscription, Params params, Params details) {
        var at = prorations.date(subscription, details);
        var behavior = details.choice("proration_behavior", "create_prorations", "always_invoice", "none")
                .orElse("create_prorations");
        var after = items.changed(subscription, details.list("items"));
        boolean newCycle = SubscriptionChanges.startsNewCycle(subscription, after);
        boolean billed = SubscriptionStatus.of(subscription) != SubscriptionStatus.TRIALING;
        var changes = new ArrayList<ObjectNode>();
        prorations.waiting(subscription).stream().map(lines::of).forEach(changes::add);
        if (billed && !behavior.equals("none")) {
            var items = newCycle ? prorations.unused(subscription, at) : prorations.between(subscription, after, at);
            items.stream().map(lines::of).forEach(changes::add);
        }
        boolean ends = details.flag("cancel_at_period_end").orElse(ends(subscription));
        var changed = subscription.deepCopy();
        var start = SubscriptionItems.periodStart(subscription);
        var end = SubscriptionItems.periodEnd(subscription);
        SubscriptionItems.put(changed, after);
        SubscriptionItems.period(changed, start, end);
        if (billed && newCycle) {
            Subscriptions.begin(changed, at);
            changes.addAll(lines.period(Json.data(changed, "items"), at, SubscriptionItems.periodEnd(changed)));
            return dated(invoice(changed, params, "subscription_update", changes, at), at)
                    .put("id", id);
        }
        if (billed && behavior.equals("always_invoice")) {
            return dated(invoice(changed, params, "subscription_update", changes, at), at)
                    .put("id", id);
        }
        return dated(invoice(changed, params, "upcoming", withNextPeriod(changed, changes, ends), end), at)
                .put("id", id);
    }

    private List<ObjectNode> withNextPeriod(ObjectNode subscription, List<ObjectNode> before, boolean ends) {
        var all = new ArrayList<>(before);
        if (!ends) {
            var start = SubscriptionItems.periodEnd(subscription);
            all.addAll(
                    lines.period(Json.data(subscription, "items"), start, Subscriptions.nextEnd(subscription, start)));
        }
        return all;
    }

    private ObjectNode invoice(
            ObjectNode subscription, Params params, String reason, List<ObjectNode> all, Instant at) {
        var invoice = invoices.assemble(
                objects.blank(Kind.INVOICE),
                new Invoices.Draft(
                        reason,
                        subscription,
                        all,
                        discounts.preview(subscription, params, at),
                        SubscriptionItems.periodStart(subscription),
                        at));
        Json.put(invoice, "created", at);
        Json.put(invoice, "next_payment_attempt", at);
        return invoice;
    }

    private static ObjectNode dated(ObjectNode invoice, Instant prorationDate) {
        invoice.withObject("/parent/subscription_details")
                .put("subscription_proration_date", prorationDate.getEpochSecond());
        return invoice;
    }

    private ObjectNode subscription(Params params) {
        if (params.has("subscription")) {
            return objects.named(Kind.SUBSCRIPTION, params, "subscription");
        }
        var customer = Json.string(objects.named(Kind.CUSTOMER, params, "customer"), "id");
        return subscriptions.liveOf(customer).stream().findFirst().orElseThrow(() -> none(customer));
    }

    private static boolean ends(ObjectNode subscription) {
        return Json.time(subscription, "cancel_at")
                .filter(end -> !end.isAfter(SubscriptionItems.periodEnd(subscription)))
                .isPresent();
    }

    private static StripeError none(String customer) {
        return new StripeError(
                        HttpStatus.NOT_FOUND, "invalid_request_error", "No upcoming invoices for customer: " + customer)
                .code("invoice_upcoming_none");
    }
}
