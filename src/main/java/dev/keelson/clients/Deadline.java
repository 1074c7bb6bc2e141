package dev.keelson.clients;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Until when a caller waits. Waiting for a turn, repetitions and pauses between them all have to fit in. */
public final class Deadline {
    private static final ScopedValue<Long> CURRENT = ScopedValue.newInstance();

    private Deadline() {}

    /** Does the work with that much time for all its calls to vendors together. */
    public static <T> T within(Duration time, Supplier<T> work) {
        return ScopedValue.where(CURRENT, soonest(System.nanoTime() + time.toNanos(), bound()))
                .call(work::get);
    }

    /** By {@link System#nanoTime}; null where the caller has not said one. */
    static @Nullable Long bound() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    static long soonest(long deadline, @Nullable Long other) {
        return other == null || deadline - other < 0 ? deadline : other;
    }
}
