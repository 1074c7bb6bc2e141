package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** Stripe's kinds of objects: the name in {@code object}, the start of their ids, and what their events are named after. */
enum Kind {
    PRODUCT("product", "prod_"),
    PRODUCT_FEATURE("product_feature", "prodft_"),
    FEATURE("entitlements.feature", "feat_test_"),
    ACTIVE_ENTITLEMENT("entitlements.active_entitlement", "ent_test_"),
    PRICE("price", "price_"),
    CUSTOMER("customer", "cus_"),
    TAX_ID("tax_id", "txi_", "customer.tax_id"),
    /** Its ids are chosen, or nothing but letters and digits. */
    COUPON("coupon", ""),
    PROMOTION_CODE("promotion_code", "promo_"),
    DISCOUNT("discount", "di_", "customer.discount"),
    PAYMENT_METHOD("payment_method", "pm_"),
    PAYMENT_INTENT("payment_intent", "pi_"),
    SETUP_INTENT("setup_intent", "seti_"),
    CHARGE("charge", "ch_"),
    REFUND("refund", "re_"),
    DISPUTE("dispute", "dp_", "charge.dispute"),
    SUBSCRIPTION_SCHEDULE("subscription_schedule", "sub_sched_"),
    SUBSCRIPTION("subscription", "sub_", "customer.subscription"),
    SUBSCRIPTION_ITEM("subscription_item", "si_"),
    INVOICE("invoice", "in_"),
    INVOICE_LINE("line_item", "il_"),
    INVOICE_ITEM("invoiceitem", "ii_"),
    INVOICE_PAYMENT("invoice_payment", "inpay_"),
    CHECKOUT_SESSION("checkout.session", "cs_test_"),
    METER("billing.meter", "mtr_test_"),
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

    /** Of an id whose beginning says nothing it can be a coupon's only. */
    static Kind ofId(String id) {
        return Arrays.stream(values())
                .filter(kind -> !kind.prefix.isEmpty() && id.startsWith(kind.prefix))
                .findFirst()
                .orElse(COUPON);
    }

    String object() {
        return object;
    }

    /** As errors name it. */
    String words() {
        return switch (this) {
            case PROMOTION_CODE -> "promotion code";
            case CHECKOUT_SESSION -> "checkout session";
            case PORTAL_SESSION -> "portal session";
            case TAX_ID -> "tax id";
            default -> object;
        };
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
