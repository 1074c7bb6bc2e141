package dev.keelson.sandbox.stripe;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What a customer can do in the billing portal. */
@Component
class Portal {
    private final StripeObjects objects;
    private final Subscriptions subscriptions;
    private final SubscriptionChanges changes;
    private final PaymentMethods methods;

    Portal(StripeObjects objects, Subscriptions subscriptions, SubscriptionChanges changes, PaymentMethods methods) {
        this.objects = objects;
        this.subscriptions = subscriptions;
        this.changes = changes;
        this.methods = methods;
    }

    List<ObjectNode> subscriptions(ObjectNode session) {
        return subscriptions.liveOf(customer(session));
    }

    /**
     * At the period's end. In flexible billing mode the portal sets {@code cancel_at} and leaves
     * {@code cancel_at_period_end} false (<a
     * href="https://docs.stripe.com/billing/subscriptions/billing-mode/compare">Stripe's comparison</a>).
     */
    ObjectNode cancel(ObjectNode session, @Nullable String id) {
        var subscription = subscription(session, id);
        changes.endAt(subscription, SubscriptionItems.periodEnd(subscription));
        objects.update(subscription);
        return subscription;
    }

    ObjectNode resume(ObjectNode session, @Nullable String id) {
        var subscription = subscription(session, id);
        changes.endAt(subscription, null);
        objects.update(subscription);
        return subscription;
    }

    ObjectNode change(ObjectNode session, @Nullable String id, String price) {
        var subscription = subscription(session, id);
        var tree = Json.object().put("proration_behavior", "always_invoice");
        tree.putObject("items")
                .putObject("0")
                .put("id", Json.string(SubscriptionItems.first(subscription), "id"))
                .put("price", price);
        return changes.apply(subscription, Params.of(tree));
    }

    /** A new card becomes the default of the customer and of the subscriptions. */
    ObjectNode updateCard(ObjectNode session, TestCard card) {
        var customer = customer(session);
        var method = methods.attach(Json.string(methods.create(card), "id"), customer);
        var id = Json.string(method, "id");
        methods.makeDefault(customer, id);
        subscriptions
                .liveOf(customer)
                .forEach(subscription -> objects.update(subscription.put("default_payment_method", id)));
        return method;
    }

    List<ObjectNode> prices(ObjectNode subscription) {
        var current = SubscriptionItems.price(SubscriptionItems.first(subscription));
        return objects.all(Kind.PRICE).reversed().stream()
                .filter(price -> Json.flag(price, "active") && Prices.isRecurring(price))
                .filter(price -> Json.string(price, "currency").equals(Json.string(current, "currency")))
                .filter(price -> !Json.string(price, "id").equals(Json.string(current, "id")))
                .toList();
    }

    private ObjectNode subscription(ObjectNode session, @Nullable String id) {
        return subscriptions(session).stream()
                .filter(subscription -> Optional.ofNullable(id)
                        .map(wanted -> Json.is(subscription, "id", wanted))
                        .orElse(true))
                .findFirst()
                .orElseThrow(() -> StripeError.invalid("This customer has no such subscription that is running."));
    }

    private static String customer(ObjectNode session) {
        return Json.string(session, "customer");
    }
}
