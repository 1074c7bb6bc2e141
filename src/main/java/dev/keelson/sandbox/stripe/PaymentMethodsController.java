package dev.keelson.sandbox.stripe;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/payment_methods")
class PaymentMethodsController {
    private final StripeObjects objects;
    private final PaymentMethods methods;

    PaymentMethodsController(StripeObjects objects, PaymentMethods methods) {
        this.objects = objects;
        this.methods = methods;
    }

    @PostMapping
    ObjectNode create(Params params) {
        var card = params.object("card");
        if (card.has("number")) {
            throw new StripeError(
                    HttpStatus.PAYMENT_REQUIRED,
                    "card_error",
                    "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test"
                            + " tokens that map to the test card you are using, see https://stripe.com/docs/testing.");
        }
        params.required("type");
        var token = card.text("token").orElse("tok_visa");
        var method = methods.create(TestCard.named(token)
                .orElseThrow(() -> StripeError.invalid("No such token: '%s'".formatted(token))
                        .code("resource_missing")
                        .param("card[token]")));
        params.copyMetadata(method);
        expiry(method, card);
        objects.save(method);
        return method;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.PAYMENT_METHOD).stream()
                .filter(method -> !Json.isNull(method, "customer"))
                .filter(ObjectList.matching(params, "customer", "type"))
                .toList();
        return ObjectList.page("/v1/payment_methods", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.PAYMENT_METHOD, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var method = objects.get(Kind.PAYMENT_METHOD, id);
        params.copyMetadata(method);
        var card = params.object("card");
        expiry(method, card);
        objects.update(method);
        return method;
    }

    private static void expiry(ObjectNode method, Params card) {
        card.number("exp_month").ifPresent(month -> {
            if (month < 1 || month > 12) {
                throw StripeError.card("invalid_expiry_month", "Your card's expiration month is invalid.")
                        .param(card.nameOf("exp_month"));
            }
            method.withObject("/card").put("exp_month", month);
        });
        card.number("exp_year").ifPresent(year -> method.withObject("/card").put("exp_year", year));
    }

    @PostMapping("/{id}/attach")
    ObjectNode attach(@PathVariable String id, Params params) {
        var customer = objects.named(Kind.CUSTOMER, params, "customer");
        return methods.attach(id, Json.string(customer, "id"));
    }

    @PostMapping("/{id}/detach")
    ObjectNode detach(@PathVariable String id) {
        return methods.detach(objects.get(Kind.PAYMENT_METHOD, id));
    }
}
