package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/subscriptions}: what {@code payment_behavior} makes of the first payment. */
@Component
class NewSubscription {
    private final StripeObjects objects;
    private final SubscriptionItems items;
    private final Subscriptions subscriptions;
    private final PaymentMethods methods;
    private final InvoiceCollection collection;
    private final Discounts discounts;
    private final SetupIntents setupIntents;

    NewSubscription(
            StripeObjects objects,
            SubscriptionItems items,
            Subscriptions subscriptions,
            PaymentMethods methods,
            InvoiceCollection collection,
            Discounts discounts,
            SetupIntents setupIntents) {
        this.objects = objects;
        this.items = items;
        this.subscriptions = subscriptions;
        this.methods = methods;
        this.collection = collection;
        this.discounts = discounts;
        this.setupIntents = setupIntents;
    }

    ObjectNode create(Params params) {
        var behavior = params.choice(
                        "payment_behavior",
                        "allow_incomplete",
                        "default_incomplete",
                        "error_if_incomplete",
                        "pending_if_incomplete")
                .orElse("allow_incomplete");
        var subscription = draft(params);
        var id = Json.string(subscription, "id");
        boolean trial = SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING;
        if (!trial
                && !behavior.equals("default_incomplete")
                && methods.of(subscription).isEmpty()) {
            throw StripeError.invalid("This customer has no attached payment source or default payment method. Please"
                            + " consider adding a default payment method.")
                    .code("resource_missing");
        }
        if (trial && methods.of(subscription).isEmpty() && behavior.equals("default_incomplete")) {
            var customer = Json.string(subscription, "customer");
            var intent = setupIntents.create(customer, Params.of(Json.object()));
            subscription.put("pending_setup_intent", Json.string(intent, "id"));
        }
        var invoice = subscriptions.start(subscription, null);
        if (Json.is(invoice, "status", "paid") || !behavior.equals("default_incomplete")) {
            collection.charge(invoice);
        }
        var created = objects.get(Kind.SUBSCRIPTION, id);
        if (behavior.equals("error_if_incomplete") && SubscriptionStatus.of(created) == SubscriptionStatus.INCOMPLETE) {
            throw new StripeError(HttpStatus.PAYMENT_REQUIRED, "card_error", "Your card was declined.")
                    .code("card_declined")
                    .declineCode("generic_decline");
        }
        return created;
    }

    /** Not stored yet. */
    ObjectNode draft(Params params) {
        var customer = objects.named(Kind.CUSTOMER, params, "customer");
        var subscription = subscriptions.blank(
                Json.string(customer, "id"), items.create(params.list("items"), params.nameOf("items")));
        describe(subscription, params);
        discounts.replace(subscription, params);
        return subscription;
    }

    /** What a request says besides customer and items; also what Checkout's {@code subscription_data} says. */
    void describe(ObjectNode subscription, Params params) {
        params.copyMetadata(subscription);
        params.copyTexts(subscription, "description", "collection_method");
        if (params.has("default_payment_method")) {
            var method = objects.named(Kind.PAYMENT_METHOD, params, "default_payment_method");
            subscription.put("default_payment_method", Json.string(method, "id"));
        }
        params.object("payment_settings")
                .copyTexts(subscription.withObject("/payment_settings"), "save_default_payment_method");
        params.object("trial_settings")
                .object("end_behavior")
                .choice("missing_payment_method", "cancel", "create_invoice", "pause")
                .ifPresent(missing ->
                        subscription.withObject("/trial_settings/end_behavior").put("missing_payment_method", missing));
        trialEnd(params).ifPresent(end -> subscriptions.trial(subscription, end));
        if (params.flag("cancel_at_period_end").orElse(false)) {
            subscription.put("cancel_at_period_end", true);
            Json.put(subscription, "cancel_at", SubscriptionItems.periodEnd(subscription));
            Json.put(subscription, "canceled_at", objects.now());
        }
    }

    private Optional<Instant> trialEnd(Params params) {
        if (params.text("trial_end").filter("now"::equals).isPresent()) {
            return Optional.empty();
        }
        var days = params.number("trial_period_days");
        return days.isPresent() && days.getAsLong() > 0
                ? Optional.of(objects.now().plus(Duration.ofDays(days.getAsLong())))
                : params.time("trial_end");
    }
}
