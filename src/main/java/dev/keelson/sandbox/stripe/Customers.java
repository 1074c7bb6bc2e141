package dev.keelson.sandbox.stripe;

import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Customers: who is billed, in which currency, and the numbers of their invoices. */
@Component
class Customers {
    private final StripeObjects objects;

    Customers(StripeObjects objects) {
        this.objects = objects;
    }

    ObjectNode blank() {
        var customer = objects.blank(Kind.CUSTOMER);
        var id = Json.string(customer, "id");
        return customer.put("invoice_prefix", id.substring(id.length() - 8).toUpperCase(Locale.ROOT));
    }

    /**
     * What is billed decides a customer's currency, for as long as a subscription lives.
     *
     * @throws StripeError where it is another one already
     */
    void bindCurrency(String id, String currency) {
        var customer = objects.get(Kind.CUSTOMER, id);
        var bound = Json.text(customer, "currency");
        if (bound.isPresent() && !bound.get().equals(currency) && hasSubscription(id)) {
            throw StripeError.invalid(("You cannot combine currencies on a single customer. This customer has an active"
                            + " subscription, subscription schedule, discount, quote, or invoice item with currency %s.")
                    .formatted(bound.get()));
        }
        objects.update(customer.put("currency", currency));
    }

    private boolean hasSubscription(String id) {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .anyMatch(subscription -> Json.is(subscription, "customer", id)
                        && !SubscriptionStatus.of(subscription).isFinal());
    }

    /** Takes the next invoice number; that alone is no event. */
    String nextInvoiceNumber(String id) {
        var customer = objects.get(Kind.CUSTOMER, id);
        long sequence = Json.number(customer, "next_invoice_sequence");
        objects.save(customer.put("next_invoice_sequence", sequence + 1));
        return "%s-%s".formatted(Json.string(customer, "invoice_prefix"), leftPad(sequence));
    }

    long balance(String id) {
        return objects.find(Kind.CUSTOMER, id)
                .map(customer -> Json.number(customer, "balance"))
                .orElse(0L);
    }

    void balance(String id, long balance) {
        objects.update(objects.get(Kind.CUSTOMER, id).put("balance", balance));
    }

    private static String leftPad(long sequence) {
        var digits = Long.toString(sequence);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
