package dev.keelson.billing;

import java.util.Locale;

/** The tables that mirror objects of Stripe, one row an object. */
enum MirrorTable {
    PRODUCTS,
    PRICES,
    CUSTOMERS,
    SUBSCRIPTIONS,
    INVOICES;

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
