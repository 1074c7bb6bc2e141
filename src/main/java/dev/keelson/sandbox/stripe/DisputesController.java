package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/disputes")
class DisputesController {
    private final StripeObjects objects;
    private final Disputes disputes;

    DisputesController(StripeObjects objects, Disputes disputes) {
        this.objects = objects;
        this.disputes = disputes;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.DISPUTE).stream()
                .filter(ObjectList.matching(params, "charge", "payment_intent"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/disputes", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.DISPUTE, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        return disputes.update(disputes.running(id), params);
    }

    @PostMapping("/{id}/close")
    ObjectNode close(@PathVariable String id) {
        return disputes.decide(disputes.running(id), false);
    }
}
