package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/refunds")
class RefundsController {
    private final StripeObjects objects;
    private final Refunds refunds;

    RefundsController(StripeObjects objects, Refunds refunds) {
        this.objects = objects;
        this.refunds = refunds;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return refunds.create(charge(params), params);
    }

    private ObjectNode charge(Params params) {
        if (params.has("charge")) {
            return objects.named(Kind.CHARGE, params, "charge");
        }
        var intent = objects.named(Kind.PAYMENT_INTENT, params, "payment_intent");
        if (!Json.is(intent, "status", "succeeded")) {
            throw StripeError.invalid("This PaymentIntent (%s) does not have a successful charge to refund."
                    .formatted(Json.string(intent, "id")));
        }
        return objects.get(Kind.CHARGE, Json.string(intent, "latest_charge"));
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.REFUND).stream()
                .filter(ObjectList.matching(params, "charge", "payment_intent"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/refunds", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.REFUND, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var refund = objects.get(Kind.REFUND, id);
        params.copyMetadata(refund);
        objects.update(refund);
        return refund;
    }
}
