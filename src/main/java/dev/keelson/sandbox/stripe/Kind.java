package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Stripe's kinds of objects: the name in {@code object}, the start of their ids, and what their events are named after. */
enum Kind {
    PRODUCT("product", "prod_"),
    PRICE("price", "price_"),
    CUSTOMER("customer", "cus_"),
    PAYMENT_METHOD("payment_method", "pm_"),
    PAYMENT_INTENT("payment_intent", "pi_"),
    SETUP_INTENT("setup_intent", "seti_"),
    CHARGE("charge", "ch_"),
    REFUND("refund", "re_"),
    SUBSCRIPTION("subscription", "sub_", "customer.subscription"),
    SUBSCRIPTION_ITEM("subscription_item", "si_"),
    INVOICE("invoice", "in_"),
    INVOICE_LINE("line_item", "il_"),
    INVOICE_ITEM("invoiceitem", "ii_"),
    INVOICE_PAYMENT("invoice_payment", "inpay_"),
    CHECKOUT_SESSION("checkout.session", "cs_test_"),
    PORTAL_SESSION("billing_portal.session", "bps_"),
    EVENT("event", "evt_");

    private final String object;
    private final String prefix;
    private final String events;

    Kind(String object, String prefix) {
        this(object, prefix, object);
    }

    Kind(String object, String prefix, String events) {
        this.object = object;
        this.prefix = prefix;
        this.events = events;
    }

    static Kind of(JsonNode node) {
        var object = node.path("object").stringValue();
        return Arrays.stream(values())
                .filter(kind -> kind.object.equals(object))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not an object of ours: " + object));
    }

    static Optional<Kind> ofId(String id) {
        return Arrays.stream(values())
                .filter(kind -> id.startsWith(kind.prefix))
                .findFirst();
    }

    String object() {
        return object;
    }

    String newId() {
        return SandboxIds.next(prefix);
    }

    String event(String verb) {
        return events + "." + verb;
    }

    /** The kind of the store's documents. */
    String documents() {
        return "stripe." + object;
    }
}
