package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Items are changed through their subscription; here all of them are read. */
@RestController
@RequestMapping("/stripe/v1/subscription_items")
class SubscriptionItemsController {
    private final StripeObjects objects;

    SubscriptionItemsController(StripeObjects objects) {
        this.objects = objects;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var subscription = objects.named(Kind.SUBSCRIPTION, params, "subscription");
        var items = Json.data(subscription, "items").toList();
        return ObjectList.page("/v1/subscription_items", items, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .flatMap(subscription -> Json.data(subscription, "items"))
                .filter(item -> Json.is(item, "id", id))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch(Kind.SUBSCRIPTION_ITEM, id));
    }
}
