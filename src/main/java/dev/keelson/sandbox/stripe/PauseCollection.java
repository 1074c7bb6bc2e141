package dev.keelson.sandbox.stripe;

import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code pause_collection}: the subscription goes on and its invoices are made, but nobody is charged. */
@Component
class PauseCollection {
    private final StripeObjects objects;

    PauseCollection(StripeObjects objects) {
        this.objects = objects;
    }

    void apply(ObjectNode subscription, Params params) {
        if (!params.has("pause_collection")) {
            return;
        }
        var pause = params.object("pause_collection");
        var behavior = pause.choice("behavior", "keep_as_draft", "mark_uncollectible", "void");
        if (behavior.isEmpty()) {
            if (pause.has("resumes_at")) {
                throw StripeError.missing(pause.nameOf("behavior"));
            }
            subscription.putNull("pause_collection");
            return;
        }
        var paused = subscription.putObject("pause_collection").put("behavior", behavior.get());
        Json.put(paused, "resumes_at", pause.time("resumes_at").orElse(null));
    }

    /** What is to become of an invoice instead of being charged. */
    static Optional<String> behavior(ObjectNode subscription) {
        return Json.text(subscription, "pause_collection", "behavior");
    }

    Stream<BillingClock.Due> due() {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> !SubscriptionStatus.of(subscription).isFinal())
                .flatMap(subscription -> Json.time(subscription, "pause_collection", "resumes_at").stream()
                        .map(at -> new BillingClock.Due(
                                at, () -> objects.update(subscription.putNull("pause_collection")))));
    }
}
