package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Charges are made by payment intents; here they are read. */
@RestController
@RequestMapping("/stripe/v1/charges")
class ChargesController {
    private final StripeObjects objects;

    ChargesController(StripeObjects objects) {
        this.objects = objects;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.CHARGE).stream()
                .filter(ObjectList.matching(params, "customer", "payment_intent"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/charges", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.CHARGE, id);
    }
}
