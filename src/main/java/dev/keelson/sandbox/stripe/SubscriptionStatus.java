package dev.keelson.sandbox.stripe;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** <a href="https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses">Stripe's states</a>. */
enum SubscriptionStatus {
    INCOMPLETE,
    INCOMPLETE_EXPIRED,
    TRIALING,
    ACTIVE,
    PAST_DUE,
    CANCELED,
    UNPAID,
    PAUSED;

    static SubscriptionStatus of(ObjectNode subscription) {
        return valueOf(Json.string(subscription, "status").toUpperCase(Locale.ROOT));
    }

    boolean isFinal() {
        return this == CANCELED || this == INCOMPLETE_EXPIRED;
    }

    /** Whether its periods go on. */
    boolean isRunning() {
        return this == TRIALING || this == ACTIVE || this == PAST_DUE || this == UNPAID;
    }

    void set(ObjectNode subscription) {
        subscription.put("status", name().toLowerCase(Locale.ROOT));
    }
}
