package dev.keelson.billing.meters;

import java.util.Locale;

/** What has become of usage. */
enum MeterState {
    /** To be sent, again perhaps. */
    PENDING,
    /** Stripe has it. */
    SENT,
    /** It was refused, at once or afterwards, or cannot be right. */
    REJECTED,
    /** Stripe takes it no more. */
    EXPIRED,
    /** Stripe may have it or not, and would no longer know it again: a person has to look. */
    UNKNOWN;

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
