package dev.keelson.sandbox.stripe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Saved cards. There is never a card number: a test card is named by its id. */
@Component
class PaymentMethods {
    private final StripeObjects objects;

    PaymentMethods(StripeObjects objects) {
        this.objects = objects;
    }

    /** A card that belongs to nobody yet. */
    ObjectNode create(TestCard card) {
        var method = objects.blank(Kind.PAYMENT_METHOD);
        card.describe(method.withObject("/card"));
        objects.save(method);
        return method;
    }

    /** A saved one, or a new one where the id is that of a test card. */
    ObjectNode resolve(String id) {
        return TestCard.named(id)
                .map(this::create)
                .or(() -> objects.find(Kind.PAYMENT_METHOD, id))
                .orElseThrow(() -> StripeError.invalid("No such PaymentMethod: '%s'".formatted(id))
                        .code("resource_missing")
                        .param("payment_method"));
    }

    ObjectNode attach(String id, String customer) {
        var method = resolve(id);
        var owner = Json.text(method, "customer");
        if (owner.isPresent() && !owner.get().equals(customer)) {
            throw StripeError.invalid("The payment method you provided has already been attached to a customer.")
                    .code("payment_method_already_attached");
        }
        if (owner.isEmpty()) {
            if (TestCard.of(method).outcomeOfSaving() == Outcome.DECLINE) {
                throw TestCard.of(method).decline().error();
            }
            var who = objects.get(Kind.CUSTOMER, customer);
            method.put("customer", customer);
            var billing = method.withObject("/billing_details");
            Json.text(who, "email").ifPresent(email -> billing.put("email", email));
            Json.text(who, "name").ifPresent(name -> billing.put("name", name));
            objects.save(method, "attached");
        }
        return method;
    }

    /** Also no longer the default of its customer and of the customer's subscriptions. */
    ObjectNode detach(ObjectNode method) {
        var customer = Json.text(method, "customer")
                .orElseThrow(() -> StripeError.invalid(
                        "The payment method you provided is not attached to a customer so detachment is impossible."));
        var id = Json.string(method, "id");
        objects.save(method.putNull("customer"), "detached");
        var owner = objects.get(Kind.CUSTOMER, customer);
        if (Json.is(owner.path("invoice_settings").asObject(), "default_payment_method", id)) {
            owner.withObject("/invoice_settings").putNull("default_payment_method");
            objects.update(owner);
        }
        objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> Json.is(subscription, "default_payment_method", id))
                .forEach(subscription -> objects.update(subscription.putNull("default_payment_method")));
        return method;
    }

    List<ObjectNode> of(String customer) {
        return objects.all(Kind.PAYMENT_METHOD).stream()
                .filter(method -> Json.is(method, "customer", customer))
                .toList();
    }

    Optional<String> defaultOf(String customer) {
        return objects.find(Kind.CUSTOMER, customer)
                .flatMap(found -> Json.text(found, "invoice_settings", "default_payment_method"));
    }

    void makeDefault(String customer, String id) {
        var owner = objects.get(Kind.CUSTOMER, customer);
        owner.withObject("/invoice_settings").put("default_payment_method", id);
        objects.update(owner);
    }

    /** What a subscription's invoices are paid with: its own, else its customer's default. */
    Optional<String> of(ObjectNode subscription) {
        return Json.text(subscription, "default_payment_method")
                .or(() -> defaultOf(Objects.requireNonNull(Json.string(subscription, "customer"))));
    }
}
