package dev.keelson.sandbox.stripe;

import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/payment_intents")
class PaymentIntentsController {
    private final StripeObjects objects;
    private final Payments payments;
    private final Confirmation confirmation;

    PaymentIntentsController(StripeObjects objects, Payments payments, Confirmation confirmation) {
        this.objects = objects;
        this.payments = payments;
        this.confirmation = confirmation;
    }

    @PostMapping
    ObjectNode create(Params params) {
        params.required("amount");
        long amount = params.number("amount").orElseThrow();
        var currency = params.required("currency").toLowerCase(Locale.ROOT);
        checkAmount(amount, currency);
        var details = Json.object();
        describe(details, params);
        var intent = payments.create(amount, currency, details);
        if (params.flag("confirm").orElse(false)) {
            return confirmation.confirm(intent, params);
        }
        if (params.has("payment_method")) {
            confirmation.choose(intent, params.required("payment_method"));
        }
        return intent;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.PAYMENT_INTENT).stream()
                .filter(ObjectList.matching(params, "customer"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/payment_intents", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.PAYMENT_INTENT, id);
    }

    /** An intent's changes are no event. */
    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var intent = objects.get(Kind.PAYMENT_INTENT, id);
        describe(intent, params);
        params.number("amount").ifPresent(amount -> {
            checkAmount(amount, Json.string(intent, "currency"));
            intent.put("amount", amount);
        });
        if (params.has("payment_method")) {
            confirmation.choose(intent, params.required("payment_method"));
        }
        objects.save(intent);
        return intent;
    }

    @PostMapping("/{id}/confirm")
    ObjectNode confirm(@PathVariable String id, Params params) {
        return confirmation.confirm(objects.get(Kind.PAYMENT_INTENT, id), params);
    }

    @PostMapping("/{id}/cancel")
    ObjectNode cancel(@PathVariable String id, Params params) {
        var intent = objects.get(Kind.PAYMENT_INTENT, id);
        if (!Json.string(intent, "status").startsWith("requires_")) {
            throw Confirmation.unexpected(intent, "cancel");
        }
        return payments.cancel(intent, params.text("cancellation_reason").orElse("requested_by_customer"));
    }

    private static void checkAmount(long amount, String currency) {
        try {
            Currencies.chargeable(amount, currency, "Amount must be");
        } catch (StripeError e) {
            throw e.param("amount");
        }
    }

    private void describe(ObjectNode intent, Params params) {
        if (params.has("customer")) {
            intent.put("customer", Json.string(objects.named(Kind.CUSTOMER, params, "customer"), "id"));
        }
        params.copyTexts(intent, "description", "receipt_email", "setup_future_usage", "statement_descriptor");
        if (params.has("metadata") && !intent.has("metadata")) {
            intent.putObject("metadata");
        }
        params.copyMetadata(intent);
    }
}
