package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/customers")
class CustomersController {
    private final StripeObjects objects;
    private final Customers customers;
    private final PaymentMethods paymentMethods;
    private final Subscriptions subscriptions;

    CustomersController(
            StripeObjects objects, Customers customers, PaymentMethods paymentMethods, Subscriptions subscriptions) {
        this.objects = objects;
        this.customers = customers;
        this.paymentMethods = paymentMethods;
        this.subscriptions = subscriptions;
    }

    @PostMapping
    ObjectNode create(Params params) {
        var customer = customers.blank();
        apply(params, customer);
        objects.create(customer);
        if (params.has("payment_method")) {
            paymentMethods.attach(params.required("payment_method"), Json.string(customer, "id"));
        }
        return customer;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.CUSTOMER).stream()
                .filter(ObjectList.matching(params, "email"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/customers", found, params);
    }

    /** A deleted customer is answered too, as {@code deleted}. */
    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.find(Kind.CUSTOMER, id).orElseThrow(() -> StripeError.noSuch(Kind.CUSTOMER, id));
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var customer = objects.get(Kind.CUSTOMER, id);
        apply(params, customer);
        objects.update(customer);
        return customer;
    }

    @DeleteMapping("/{id}")
    ObjectNode delete(@PathVariable String id) {
        var customer = objects.get(Kind.CUSTOMER, id);
        subscriptions.liveOf(id).forEach(subscription -> subscriptions.cancel(subscription, "cancellation_requested"));
        return objects.bury(customer);
    }

    @GetMapping("/{id}/payment_methods")
    ObjectNode paymentMethods(@PathVariable String id, Params params) {
        objects.get(Kind.CUSTOMER, id);
        return ObjectList.page("/v1/customers/" + id + "/payment_methods", paymentMethods.of(id), params);
    }

    @GetMapping("/{id}/payment_methods/{paymentMethod}")
    ObjectNode paymentMethod(@PathVariable String id, @PathVariable String paymentMethod) {
        return paymentMethods.of(id).stream()
                .filter(method -> Json.is(method, "id", paymentMethod))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch(Kind.PAYMENT_METHOD, paymentMethod));
    }

    private void apply(Params params, ObjectNode customer) {
        params.copyTexts(customer, "email", "name", "phone", "description", "tax_exempt");
        params.copyMetadata(customer);
        params.number("balance").ifPresent(balance -> customer.put("balance", balance));
        if (params.has("address")) {
            var address = customer.putObject("address");
            for (var field : new String[] {"city", "country", "line1", "line2", "postal_code", "state"}) {
                address.put(field, params.object("address").text(field).orElse(null));
            }
        }
        if (params.has("preferred_locales")) {
            var locales = customer.putArray("preferred_locales");
            params.texts("preferred_locales").forEach(locales::add);
        }
        var settings = params.object("invoice_settings");
        if (settings.has("default_payment_method")) {
            settings.text("default_payment_method")
                    .ifPresent(id -> objects.named(Kind.PAYMENT_METHOD, settings, "default_payment_method"));
            settings.copyTexts(customer.withObject("/invoice_settings"), "default_payment_method");
        }
    }
}
