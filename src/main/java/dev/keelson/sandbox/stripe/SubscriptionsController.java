package dev.keelson.sandbox.stripe;

import java.util.Locale;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/subscriptions")
class SubscriptionsController {
    private final StripeObjects objects;
    private final NewSubscription newSubscription;
    private final Subscriptions subscriptions;
    private final SubscriptionChanges changes;
    private final Prorations prorations;
    private final Discounts discounts;

    SubscriptionsController(
            StripeObjects objects,
            NewSubscription newSubscription,
            Subscriptions subscriptions,
            SubscriptionChanges changes,
            Prorations prorations,
            Discounts discounts) {
        this.objects = objects;
        this.newSubscription = newSubscription;
        this.subscriptions = subscriptions;
        this.changes = changes;
        this.prorations = prorations;
        this.discounts = discounts;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return newSubscription.create(params);
    }

    /** Without {@code status}, those that have not ended. */
    @GetMapping
    ObjectNode list(Params params) {
        var status = params.text("status").orElse("");
        var price = params.text("price");
        var found = objects.all(Kind.SUBSCRIPTION).stream()
                .filter(ObjectList.matching(params, "customer", "collection_method"))
                .filter(ObjectList.createdIn(params))
                .filter(subscription -> switch (status) {
                    case "" -> SubscriptionStatus.of(subscription) != SubscriptionStatus.CANCELED;
                    case "all" -> true;
                    case "ended" -> SubscriptionStatus.of(subscription).isFinal();
                    default -> Json.is(subscription, "status", status.toLowerCase(Locale.ROOT));
                })
                .filter(subscription -> price.isEmpty()
                        || Json.data(subscription, "items")
                                .anyMatch(item -> price.get().equals(Json.string(item, "price", "id"))))
                .toList();
        return ObjectList.page("/v1/subscriptions", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.SUBSCRIPTION, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        return changes.apply(objects.get(Kind.SUBSCRIPTION, id), params);
    }

    @DeleteMapping("/{id}")
    ObjectNode cancel(@PathVariable String id, Params params) {
        var subscription = objects.get(Kind.SUBSCRIPTION, id);
        if (SubscriptionStatus.of(subscription).isFinal()) {
            throw StripeError.noSuch(Kind.SUBSCRIPTION, id);
        }
        if (params.flag("prorate").orElse(false)) {
            prorations.unused(subscription, objects.now()).forEach(objects::create);
        }
        if (params.flag("invoice_now").orElse(false)) {
            changes.billWaiting(subscription);
        }
        var current = objects.get(Kind.SUBSCRIPTION, id);
        SubscriptionChanges.cancellationDetails(current, params);
        subscriptions.cancel(current, "cancellation_requested");
        return current;
    }

    @DeleteMapping("/{id}/discount")
    ObjectNode deleteDiscount(@PathVariable String id) {
        var subscription = objects.get(Kind.SUBSCRIPTION, id);
        discounts.clear(subscription);
        return Json.object().put("object", "discount").put("deleted", true).put("subscription", id);
    }

    /** A paused one starts a new period now, as soon as that is paid for. */
    @PostMapping("/{id}/resume")
    ObjectNode resume(@PathVariable String id) {
        var subscription = objects.get(Kind.SUBSCRIPTION, id);
        if (SubscriptionStatus.of(subscription) != SubscriptionStatus.PAUSED) {
            throw StripeError.invalid("Only subscriptions with a status of paused can be resumed.");
        }
        Subscriptions.begin(subscription, objects.now());
        changes.bill(subscription);
        return objects.get(Kind.SUBSCRIPTION, id);
    }
}
