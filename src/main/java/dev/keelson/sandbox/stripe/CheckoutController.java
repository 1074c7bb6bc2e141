package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/checkout/sessions")
class CheckoutController {
    private final StripeObjects objects;
    private final CheckoutSessions sessions;
    private final CheckoutItems items;

    CheckoutController(StripeObjects objects, CheckoutSessions sessions, CheckoutItems items) {
        this.objects = objects;
        this.sessions = sessions;
        this.items = items;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return sessions.create(params);
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.CHECKOUT_SESSION).stream()
                .filter(ObjectList.matching(params, "customer", "payment_intent", "status", "subscription"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/checkout/sessions", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.CHECKOUT_SESSION, id);
    }

    @GetMapping("/{id}/line_items")
    ObjectNode lineItems(@PathVariable String id, Params params) {
        var session = objects.get(Kind.CHECKOUT_SESSION, id);
        return ObjectList.page("/v1/checkout/sessions/" + id + "/line_items", items.of(session), params);
    }

    @PostMapping("/{id}/expire")
    ObjectNode expire(@PathVariable String id) {
        return sessions.expire(sessions.open(id));
    }
}
