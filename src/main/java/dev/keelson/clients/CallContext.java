package dev.keelson.clients;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call while it is made, for the stages that it passes.
 *
 * @param deadline by {@link System#nanoTime}
 * @param openWrite how the last attempt of a write ended that may have taken effect; null once the vendor has answered
 */
record CallContext(ApiCall call, Urgency urgency, long deadline, AtomicReference<@Nullable ApiException> openWrite) {
    private static final ScopedValue<CallContext> CURRENT = ScopedValue.newInstance();

    static CallContext of(ApiCall call, VendorSettings settings) {
        Urgency urgency = Urgency.current();
        Duration time = urgency == Urgency.USER ? settings.deadline() : settings.backgroundDeadline();
        if (call.patience() != null && call.patience().compareTo(time) > 0) {
            time = call.patience();
        }
        long deadline = Deadline.soonest(System.nanoTime() + time.toNanos(), Deadline.bound());
        return new CallContext(call, urgency, deadline, new AtomicReference<>());
    }

    static CallContext current() {
        return CURRENT.get();
    }

    <T> T run(ScopedValue.CallableOp<T, RuntimeException> work) {
        try {
            return ScopedValue.where(CURRENT, this).call(work);
        } catch (ApiException e) {
            throw ofAllAttempts(e);
        }
    }

    /**
     * What is to be said of a write that was attempted several times, by how the last attempt ended. Whoever is turned away
     * before the vendor looks at the key learns nothing of the attempt before, which may have taken effect.
     */
    private ApiException ofAllAttempts(ApiException last) {
        var open = openWrite.get();
        if (open == null || open == last) {
            return last;
        }
        return switch (last) {
            case ApiException.NotSent _,
                    ApiException.NotAsked _,
                    ApiException.RateLimited _,
                    ApiException.Unauthorized _,
                    ApiException.Forbidden _ -> {
                open.addSuppressed(last);
                yield open;
            }
            default -> last;
        };
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
