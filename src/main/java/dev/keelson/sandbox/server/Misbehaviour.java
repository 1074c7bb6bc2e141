package dev.keelson.sandbox.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What each stand-in was told to do wrong. Forgotten on a restart. */
@Component
class Misbehaviour {
    /** Shuffled webhooks leave this far apart, so that they arrive in the order in which they leave. */
    private static final Duration SHUFFLE_STEP = Duration.ofMillis(150);

    private final Map<String, CallMisbehaviour> calls = new ConcurrentHashMap<>();
    private final Map<String, WebhookMisbehaviour> webhooks = new ConcurrentHashMap<>();

    /** What one webhook has to suffer. */
    record Fate(boolean dropped, boolean duplicated, Duration delay) {
        static final Fate NORMAL = new Fate(false, false, Duration.ZERO);
    }

    void spoilCalls(String vendor, CallMisbehaviour plan) {
        calls.put(vendor, plan);
    }

    void spoilWebhooks(String vendor, WebhookMisbehaviour plan) {
        webhooks.put(vendor, plan);
    }

    void clear(String vendor) {
        calls.remove(vendor);
        webhooks.remove(vendor);
    }

    void clear() {
        calls.clear();
        webhooks.clear();
    }

    @Nullable
    CallMisbehaviour calls(String vendor) {
        return calls.get(vendor);
    }

    @Nullable
    WebhookMisbehaviour webhooks(String vendor) {
        return webhooks.get(vendor);
    }

    /** What the call that has just come in has to suffer; counts it. */
    Optional<CallMisbehaviour> nextCall(String vendor) {
        var taken = new Taken<CallMisbehaviour>();
        calls.computeIfPresent(vendor, (key, plan) -> {
            taken.plan = plan;
            return plan.calls() == 1 ? null : plan.left(plan.calls() - 1);
        });
        return Optional.ofNullable(taken.plan);
    }

    /** What the webhook that is just being made has to suffer; counts it. */
    Fate nextWebhook(String vendor) {
        var taken = new Taken<WebhookMisbehaviour>();
        webhooks.computeIfPresent(vendor, (key, plan) -> {
            taken.plan = plan;
            return plan.next() == 1 ? null : plan.left(plan.next() - 1);
        });
        var plan = taken.plan;
        return plan == null ? Fate.NORMAL : new Fate(plan.drop(), plan.duplicate(), delay(plan));
    }

    /** The last made leaves first: no permutation tries a receiver harder, and a test can rely on it. */
    private static Duration delay(WebhookMisbehaviour plan) {
        var delay = Duration.ofMillis(plan.delayMillis());
        return plan.shuffle() ? delay.plus(SHUFFLE_STEP.multipliedBy(plan.next() - 1L)) : delay;
    }

    private static class Taken<T> {
        @Nullable
        T plan;
    }
}
