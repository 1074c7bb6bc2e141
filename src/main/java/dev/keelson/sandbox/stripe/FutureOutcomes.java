package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** How a customer's next payments end, where somebody has chosen it; else the card decides. */
@Component
class FutureOutcomes {
    private static final String KIND = "stripe.future_outcome";

    private final SandboxStore store;
    private final StripeObjects objects;

    FutureOutcomes(SandboxStore store, StripeObjects objects) {
        this.store = store;
        this.objects = objects;
    }

    /** @param times how many attempts it is for */
    void choose(String customer, Outcome outcome, long times) {
        store.put(KIND, customer, Json.object().put("outcome", outcome.name()).put("times", times));
    }

    /** Counts. */
    Outcome take(String customer, ObjectNode paymentMethod) {
        var chosen = store.find(KIND, customer);
        if (chosen.isEmpty()) {
            return ofCard(paymentMethod);
        }
        long times = Json.number(chosen.get(), "times");
        if (times > 1) {
            store.put(KIND, customer, chosen.get().put("times", times - 1));
        } else {
            store.delete(KIND, customer);
        }
        return Outcome.valueOf(Json.string(chosen.get(), "outcome"));
    }

    /** How a payment ends where nobody has chosen it. */
    Outcome ofCard(ObjectNode paymentMethod) {
        if (Decline.ofAge(paymentMethod, objects.now()).isPresent()) {
            return Outcome.DECLINE;
        }
        var card = TestCard.of(paymentMethod);
        return card == TestCard.AUTHENTICATE_ONCE && hasBeenAuthenticated(paymentMethod) ? Outcome.PAY : card.outcome();
    }

    private boolean hasBeenAuthenticated(ObjectNode paymentMethod) {
        var id = Json.string(paymentMethod, "id");
        return Stream.concat(
                        objects.all(Kind.SETUP_INTENT).stream(),
                        objects.all(Kind.PAYMENT_INTENT).stream()
                                .filter(intent -> !Json.isNull(intent, "setup_future_usage")))
                .anyMatch(intent -> Json.is(intent, "payment_method", id) && Json.is(intent, "status", "succeeded"));
    }
}
