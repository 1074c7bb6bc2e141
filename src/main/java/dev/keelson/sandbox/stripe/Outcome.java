package dev.keelson.sandbox.stripe;

import java.util.Locale;

/** What the customer's bank says to a payment. */
enum Outcome {
    PAY,
    DECLINE,
    /** The customer has to confirm at the bank first (3-D Secure). */
    AUTHENTICATE;

    /** @throws StripeError where there is no such outcome */
    static Outcome named(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("The outcome must be one of pay, decline, authenticate.")
                    .param("outcome");
        }
    }
}
