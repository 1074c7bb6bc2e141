package dev.keelson.social.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** When a user's posts go out or went out. Loaded as far as it is asked for: there may be thousands. */
final class TakenTimes {
    private static final Duration AT_ONCE = Duration.ofDays(31);

    private final BiFunction<Instant, Instant, Collection<Instant>> load;
    private final NavigableMap<Instant, Integer> counts = new TreeMap<>();
    private Instant loadedUntil;

    /**
     * @param from nothing before it is ever asked for
     * @param load the times from the first instant to before the second
     */
    TakenTimes(Instant from, BiFunction<Instant, Instant, Collection<Instant>> load) {
        this.load = load;
        this.loadedUntil = from;
    }

    /** So many from the first instant to before the second. */
    int between(Instant from, Instant until) {
        loadUntil(until);
        return counts.subMap(from, true, until, false).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Whether one is less than so far away. */
    boolean isNear(Instant time, Duration distance) {
        loadUntil(time.plus(distance));
        return !counts.subMap(time.minus(distance), false, time.plus(distance), false)
                .isEmpty();
    }

    /** The last of those that are less than so far away: after it there may be room. */
    Instant lastNear(Instant time, Duration distance) {
        loadUntil(time.plus(distance));
        return Objects.requireNonNull(counts.lowerKey(time.plus(distance)));
    }

    private void loadUntil(Instant until) {
        if (!until.isAfter(loadedUntil)) {
            return;
        }
        Instant end = until.plus(AT_ONCE);
        load.apply(loadedUntil, end).forEach(time -> counts.merge(time, 1, Integer::sum));
        loadedUntil = end;
    }
}
