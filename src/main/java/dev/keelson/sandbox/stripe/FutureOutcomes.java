package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** How a customer's next payments end, where somebody has chosen it; else the card decides. */
@Component
class FutureOutcomes {
    private static final String KIND = "stripe.future_outcome";

    private final SandboxStore store;

    FutureOutcomes(SandboxStore store) {
        this.store = store;
    }

    /** @param times how many attempts it is for */
    void choose(String customer, Outcome outcome, long times) {
        store.put(KIND, customer, Json.object().put("outcome", outcome.name()).put("times", times));
    }

    /** Counts. */
    Outcome take(String customer, ObjectNode paymentMethod) {
        var chosen = store.find(KIND, customer);
        if (chosen.isEmpty()) {
            return TestCard.of(paymentMethod).outcome();
        }
        long times = Json.number(chosen.get(), "times");
        if (times > 1) {
            store.put(KIND, customer, chosen.get().put("times", times - 1));
        } else {
            store.delete(KIND, customer);
        }
        return Outcome.valueOf(Json.string(chosen.get(), "outcome"));
    }
}
