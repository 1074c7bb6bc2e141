package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/subscriptions/{id}}: changes of a running subscription, and what they cost at once or later. */
@Component
class SubscriptionChanges {
    private final StripeObjects objects;
    private final SubscriptionItems items;
    private final Subscriptions subscriptions;
    private final Prorations prorations;
    private final Invoices invoices;
    private final InvoiceCollection collection;
    private final Discounts discounts;
    private final PauseCollection pauses;

    SubscriptionChanges(
            StripeObjects objects,
            SubscriptionItems items,
            Subscriptions subscriptions,
            Prorations prorations,
            Invoices invoices,
            InvoiceCollection collection,
            Discounts discounts,
            PauseCollection pauses) {
        this.objects = objects;
        this.items = items;
        this.subscriptions = subscriptions;
        this.prorations = prorations;
        this.invoices = invoices;
        this.collection = collection;
        this.discounts = discounts;
        this.pauses = pauses;
    }

    ObjectNode apply(ObjectNode subscription, Params params) {
        if (SubscriptionStatus.of(subscription).isFinal()
                && (params.has("items") || params.has("cancel_at_period_end") || params.has("cancel_at"))) {
            throw StripeError.invalid("A canceled subscription can only update its cancellation_details and metadata.");
        }
        details(subscription, params);
        scheduleEnd(subscription, params);
        if (params.has("items")) {
            replaceItems(subscription, params);
        } else if (params.has("trial_end")) {
            changeTrial(subscription, params);
        } else {
            objects.update(subscription);
        }
        return objects.get(Kind.SUBSCRIPTION, Json.string(subscription, "id"));
    }

    private void details(ObjectNode subscription, Params params) {
        discounts.replace(subscription, params);
        pauses.apply(subscription, params);
        params.copyMetadata(subscription);
        params.copyTexts(subscription, "description", "collection_method");
        if (params.has("default_payment_method")) {
            params.text("default_payment_method")
                    .ifPresent(id -> objects.named(Kind.PAYMENT_METHOD, params, "default_payment_method"));
            params.copyTexts(subscription, "default_payment_method");
        }
        params.object("payment_settings")
                .copyTexts(subscription.withObject("/payment_settings"), "save_default_payment_method");
        cancellationDetails(subscription, params);
        var end = params.object("trial_settings").object("end_behavior");
        end.choice("missing_payment_method", "cancel", "create_invoice", "pause")
                .ifPresent(behavior -> subscription
                        .withObject("/trial_settings")
                        .putObject("end_behavior")
                        .put("missing_payment_method", behavior));
    }

    static void cancellationDetails(ObjectNode subscription, Params params) {
        var said = params.object("cancellation_details");
        said.choice(
                "feedback",
                "customer_service",
                "low_quality",
                "missing_features",
                "other",
                "switched_service",
                "too_complex",
                "too_expensive",
                "unused");
        said.copyTexts(subscription.withObject("/cancellation_details"), "comment", "feedback");
    }

    private void scheduleEnd(ObjectNode subscription, Params params) {
        params.flag("cancel_at_period_end").ifPresent(atPeriodEnd -> {
            subscription.put("cancel_at_period_end", atPeriodEnd);
            endAt(subscription, atPeriodEnd ? SubscriptionItems.periodEnd(subscription) : null);
        });
        if (params.has("cancel_at")) {
            var when = params.text("cancel_at").orElse("");
            endAt(
                    subscription,
                    switch (when) {
                        case "" -> null;
                        case "min_period_end", "max_period_end" -> SubscriptionItems.periodEnd(subscription);
                        default -> future(params.time("cancel_at").orElseThrow(), "cancel_at");
                    });
        }
    }

    private Instant future(Instant time, String param) {
        if (!time.isAfter(objects.now())) {
            throw StripeError.invalid("Invalid timestamp: must be an integer Unix timestamp in the future.")
                    .param(param);
        }
        return time;
    }

    /** Also the portal's way, which in flexible billing mode leaves {@code cancel_at_period_end} alone. */
    void endAt(ObjectNode subscription, @Nullable Instant end) {
        Json.put(subscription, "cancel_at", end);
        Json.put(subscription, "canceled_at", end == null ? null : objects.now());
        subscription.withObject("/cancellation_details").put("reason", end == null ? null : "cancellation_requested");
        if (end == null) {
            subscription.put("cancel_at_period_end", false);
        }
    }

    private void replaceItems(ObjectNode subscription, Params params) {
        var after = items.changed(subscription, params.list("items"));
        var behavior = params.choice("proration_behavior", "create_prorations", "always_invoice", "none")
                .orElse("create_prorations");
        var at = prorations.date(subscription, params);
        boolean newCycle = startsNewCycle(subscription, after);
        boolean billed = SubscriptionStatus.of(subscription) == SubscriptionStatus.ACTIVE
                || SubscriptionStatus.of(subscription) == SubscriptionStatus.PAST_DUE;
        if (billed && !behavior.equals("none")) {
            var changes = newCycle ? prorations.unused(subscription, at) : prorations.between(subscription, after, at);
            changes.forEach(objects::create);
        }
        var start = SubscriptionItems.periodStart(subscription);
        var end = SubscriptionItems.periodEnd(subscription);
        SubscriptionItems.put(subscription, after);
        if (newCycle && billed) {
            Subscriptions.begin(subscription, objects.now());
        } else {
            SubscriptionItems.period(subscription, start, end);
        }
        objects.update(subscription);
        if (newCycle && billed) {
            bill(subscription);
        } else if (billed && behavior.equals("always_invoice")) {
            billWaiting(subscription);
        }
        refuseIfUnpaid(subscription, params);
    }

    static boolean startsNewCycle(ObjectNode subscription, List<ObjectNode> after) {
        return !Prices.haveSameInterval(
                SubscriptionItems.price(SubscriptionItems.first(subscription)),
                SubscriptionItems.price(after.getFirst()));
    }

    private void changeTrial(ObjectNode subscription, Params params) {
        if (SubscriptionStatus.of(subscription) != SubscriptionStatus.TRIALING) {
            throw StripeError.invalid("The sandbox changes the end of a trial only while it runs.")
                    .param("trial_end");
        }
        if (params.required("trial_end").equals("now")) {
            endTrial(subscription);
            return;
        }
        var end = future(params.time("trial_end").orElseThrow(), "trial_end");
        Json.put(subscription, "trial_end", end);
        Json.put(subscription, "billing_cycle_anchor", end);
        SubscriptionItems.period(subscription, SubscriptionItems.periodStart(subscription), end);
        objects.update(subscription);
    }

    private void endTrial(ObjectNode subscription) {
        var now = objects.now();
        Json.put(subscription, "trial_end", now);
        SubscriptionStatus.ACTIVE.set(subscription);
        Subscriptions.begin(subscription, now);
        bill(subscription);
    }

    /** The period that has just begun, and what has been waiting. */
    void bill(ObjectNode subscription) {
        var invoice = Kind.INVOICE.newId();
        objects.update(subscription.put("latest_invoice", invoice));
        var opened = subscriptions.bill(
                subscription, invoice, "subscription_update", prorations.take(subscription, invoice));
        collection.charge(opened);
    }

    /** What has been waiting, now. */
    void billWaiting(ObjectNode subscription) {
        var invoice = Kind.INVOICE.newId();
        var lines = prorations.take(subscription, invoice);
        if (lines.isEmpty()) {
            return;
        }
        objects.update(subscription.put("latest_invoice", invoice));
        var now = objects.now();
        collection.charge(invoices.open(invoices.create(
                invoice,
                new Invoices.Draft(
                        "subscription_update", subscription, lines, discounts.of(subscription, now), now, now))));
    }

    private void refuseIfUnpaid(ObjectNode subscription, Params params) {
        var behavior = params.choice(
                "payment_behavior",
                "allow_incomplete",
                "default_incomplete",
                "error_if_incomplete",
                "pending_if_incomplete");
        var after = objects.get(Kind.SUBSCRIPTION, Json.string(subscription, "id"));
        if (behavior.filter("error_if_incomplete"::equals).isPresent()
                && SubscriptionStatus.of(after) == SubscriptionStatus.PAST_DUE) {
            throw StripeError.card("card_declined", "Your card was declined.").declineCode("generic_decline");
        }
    }
}
