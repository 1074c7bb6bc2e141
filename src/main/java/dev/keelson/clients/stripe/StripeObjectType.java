package dev.keelson.clients.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The kinds of objects that can be retrieved by their id. */
public enum StripeObjectType {
    CUSTOMER("customers"),
    SUBSCRIPTION("subscriptions"),
    INVOICE("invoices"),
    PRICE("prices"),
    PRODUCT("products"),
    CHECKOUT_SESSION("checkout/sessions"),
    PAYMENT_INTENT("payment_intents"),
    SETUP_INTENT("setup_intents"),
    PAYMENT_METHOD("payment_methods"),
    CHARGE("charges"),
    REFUND("refunds"),
    DISPUTE("disputes"),
    COUPON("coupons"),
    PROMOTION_CODE("promotion_codes"),
    SUBSCRIPTION_SCHEDULE("subscription_schedules"),
    INVOICE_PAYMENT("invoice_payments"),
    TAX_ID("tax_ids");

    private final String path;

    StripeObjectType(String path) {
        this.path = path;
    }

    String path() {
        return "/v1/" + path;
    }

    /** The path of one object; an id that is none cannot lead anywhere else. */
    String path(String id) {
        return path() + "/" + URLEncoder.encode(id, UTF_8);
    }
}
