package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stand-in's time: the real one, moved into the future by as much as it was told. Only signatures carry the real one,
 * as a receiver compares them with its own clock.
 */
@Component
class StripeClock {
    private static final String KIND = "stripe.clock";
    private static final String ID = "clock";
    private static final ScopedValue<Instant> MOMENT = ScopedValue.newInstance();

    private final SandboxStore store;
    private final Clock clock;

    StripeClock(SandboxStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Whole seconds, as everything in Stripe's API. */
    Instant now() {
        return MOMENT.isBound() ? MOMENT.get() : clock.instant().plus(offset()).truncatedTo(ChronoUnit.SECONDS);
    }

    Duration offset() {
        return Duration.ofSeconds(Json.number(state(), "offset"));
    }

    void moveTo(Instant target) {
        var state = state();
        // Whole seconds against whole seconds: the clock must not fall behind what has been done already.
        state.put("offset", target.getEpochSecond() - clock.instant().getEpochSecond());
        store.put(KIND, ID, state);
    }

    /** Does the work as if it were that moment. */
    void at(Instant moment, Runnable work) {
        ScopedValue.where(MOMENT, moment).run(work);
    }

    /** Until when everything that was due has been done. */
    Instant doneUntil() {
        return Json.time(state(), "done_until").orElseGet(this::now);
    }

    void doneUntil(Instant moment) {
        var state = state();
        Json.put(state, "done_until", moment);
        store.put(KIND, ID, state);
    }

    private ObjectNode state() {
        return store.find(KIND, ID).orElseGet(Json::object);
    }
}
