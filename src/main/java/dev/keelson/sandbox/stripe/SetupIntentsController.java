package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/setup_intents")
class SetupIntentsController {
    private final StripeObjects objects;
    private final SetupIntents intents;
    private final PaymentMethods methods;

    SetupIntentsController(StripeObjects objects, SetupIntents intents, PaymentMethods methods) {
        this.objects = objects;
        this.intents = intents;
        this.methods = methods;
    }

    @PostMapping
    ObjectNode create(Params params) {
        var customer =
                params.has("customer") ? Json.string(objects.named(Kind.CUSTOMER, params, "customer"), "id") : null;
        var intent = intents.create(customer, params);
        return params.flag("confirm").orElse(false) ? confirm(Json.string(intent, "id"), params) : intent;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.SETUP_INTENT).stream()
                .filter(ObjectList.matching(params, "customer", "payment_method"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/setup_intents", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.SETUP_INTENT, id);
    }

    @PostMapping("/{id}/confirm")
    ObjectNode confirm(@PathVariable String id, Params params) {
        var intent = objects.get(Kind.SETUP_INTENT, id);
        var method = methods.resolve(params.required("payment_method"));
        var outcome = TestCard.of(method).outcomeOfSaving();
        intents.attempt(intent, method, outcome);
        if (outcome == Outcome.DECLINE) {
            throw intents.failure(intent, method);
        }
        return intent;
    }

    @PostMapping("/{id}/cancel")
    ObjectNode cancel(@PathVariable String id) {
        return intents.cancel(objects.get(Kind.SETUP_INTENT, id));
    }
}
