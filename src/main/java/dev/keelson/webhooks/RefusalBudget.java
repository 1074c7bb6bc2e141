package dev.keelson.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * How many requests without a valid signature an address may send before it is told to stop. Asked only after a signature
 * was refused, so nothing that is signed is ever counted, delayed or turned away, wherever it comes from.
 */
@Component
class RefusalBudget {
    static final int REFUSALS = 30;
    /** One refusal is forgotten in that time. */
    static final Duration PAUSE = Duration.ofSeconds(2);
    /** Addresses that are remembered; beyond it the one that was quiet the longest is forgotten. */
    static final int MOST_ADDRESSES = 10_000;

    private static final Duration WHOLE = PAUSE.multipliedBy(REFUSALS);

    /** When all that an address has spent will be forgotten. */
    private final Map<String, Instant> spentUntil = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    /**
     * Counts a refusal.
     *
     * @return nothing while there is budget; else how long the address should be quiet
     */
    synchronized Optional<Duration> spend(String address, Instant now) {
        Instant spent = spentUntil.getOrDefault(address, now);
        Instant after = (spent.isBefore(now) ? now : spent).plus(PAUSE);
        Duration tooMuch = Duration.between(now.plus(WHOLE), after);
        if (tooMuch.isPositive()) {
            return Optional.of(tooMuch);
        }
        spentUntil.put(address, after);
        return Optional.empty();
    }
}
