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

    RefundsController(StripeObjects objects) {
        this.objects = objects;
    }

    @PostMapping
    ObjectNode create(Params params) {
        var charge = charge(params);
        long left = Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
        if (left == 0) {
            throw StripeError.invalid("Charge %s has already been refunded.".formatted(Json.string(charge, "id")))
                    .code("charge_already_refunded");
        }
        long amount = params.number("amount").orElse(left);
        if (amount < 1) {
            throw StripeError.invalid("This value must be greater than or equal to 1.")
                    .code("parameter_invalid_integer")
                    .param("amount");
        }
        if (amount > left) {
            var currency = Json.string(charge, "currency");
            throw StripeError.invalid("Refund amount (%s) is greater than unrefunded amount on charge (%s)"
                            .formatted(Prices.format(amount, currency), Prices.format(left, currency)))
                    .param("amount");
        }
        var refund = refund(charge, amount, params);
        charge.put("amount_refunded", Json.number(charge, "amount_refunded") + amount)
                .put("refunded", amount == left);
        objects.create(refund);
        objects.save(charge, "refunded");
        return refund;
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

    private ObjectNode refund(ObjectNode charge, long amount, Params params) {
        var refund = objects.blank(Kind.REFUND)
                .put("amount", amount)
                .put("charge", Json.string(charge, "id"))
                .put("currency", Json.string(charge, "currency"))
                .put(
                        "reason",
                        params.choice("reason", "duplicate", "fraudulent", "requested_by_customer")
                                .orElse(null))
                .put("status", "succeeded");
        refund.set("payment_intent", charge.get("payment_intent"));
        params.copyMetadata(refund);
        return refund;
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
