package dev.keelson.clients;

import java.time.Duration;

/**
 * A call while it is made, for the stages that it passes.
 *
 * @param deadline by {@link System#nanoTime}
 */
record CallContext(ApiCall call, Urgency urgency, long deadline) {
    private static final ScopedValue<CallContext> CURRENT = ScopedValue.newInstance();

    static CallContext of(ApiCall call, VendorSettings settings) {
        Urgency urgency = Urgency.current();
        Duration time = urgency == Urgency.USER ? settings.deadline() : settings.backgroundDeadline();
        if (call.patience() != null && call.patience().compareTo(time) > 0) {
            time = call.patience();
        }
        return new CallContext(call, urgency, Deadline.soonest(System.nanoTime() + time.toNanos(), Deadline.bound()));
    }

    static CallContext current() {
        return CURRENT.get();
    }

    <T> T run(ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    Duration remaining() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** Whether so much waiting leaves time for an answer. */
    boolean hasTimeFor(Duration pause) {
        return pause.compareTo(remaining()) < 0;
    }

    ApiFailure failure(String message) {
        return ApiFailure.noAnswer(call.vendor(), call.operation(), message);
    }
}
