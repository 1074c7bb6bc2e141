package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records what becomes of an invoice, once for each change of its state and not for each event that tells of it: Stripe sends
 * several, in any order.
 */
@Component
class InvoicePayments {
    private static final String OPEN = "open";

    private static final Map<String, String> ACTIONS = Map.of(
            "paid", "invoice.paid",
            "void", "invoice.voided",
            "uncollectible", "invoice.uncollectible");

    private final AuditLog audit;

    InvoicePayments(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * @param attempts how often Stripe has tried to collect it
     */
    record State(@Nullable String status, long attempts) {
        /** @param attempts as Stripe tells it; not yet tried where it does not */
        static State of(@Nullable String status, @Nullable String attempts) {
            return new State(status, attempts != null && attempts.matches("\\d{1,9}") ? Long.parseLong(attempts) : 0);
        }

        boolean isOpen() {
            return OPEN.equals(status);
        }
    }

    /** @param user whose invoice it is; null where the customer is not linked to one yet */
    void changed(String stripeId, @Nullable UserId user, State before, State after) {
        String action = after.status() == null ? null : ACTIONS.get(after.status());
        if (action != null && !Objects.equals(before.status(), after.status())) {
            record(action, stripeId, user, after);
        } else if (after.isOpen() && after.attempts() > before.attempts()) {
            record("invoice.payment_attempted", stripeId, user, after);
        }
    }

    private void record(String action, String stripeId, @Nullable UserId user, State state) {
        var details = new HashMap<String, Object>();
        details.put("attempts", state.attempts());
        if (user != null) {
            details.put("user", user.toString());
        }
        audit.record(null, action, stripeId, details);
    }
}
