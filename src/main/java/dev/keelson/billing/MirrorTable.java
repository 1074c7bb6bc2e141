package dev.keelson.billing;

import java.util.Locale;

/** The tables that mirror objects of Stripe, one row an object. */
enum MirrorTable {
    PRODUCTS,
    PRICES,
    CUSTOMERS,
    SUBSCRIPTIONS,
    INVOICES,
    COUPONS,
    PROMOTION_CODES,
    DISCOUNTS,
    SUBSCRIPTION_SCHEDULES,
    INVOICE_PAYMENTS,
    PAYMENT_INTENTS,
    SETUP_INTENTS,
    CHARGES,
    REFUNDS,
    DISPUTES,
    PAYMENT_METHODS,
    CHECKOUT_SESSIONS,
    TAX_IDS,
    ENTITLEMENT_SUMMARIES;

    /** Whether an id that was deleted may be given away again: that of a coupon is chosen by whoever makes it. */
    boolean reusesIds() {
        return this == COUPONS;
    }

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
