package dev.keelson.clients;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a vendor, as one node sees it.
 *
 * @param breaker {@code closed} while it is asked, {@code open} while it is not, {@code half_open} while it is tried
 * @param failureRate share of the latest calls that failed, from 0 to 1; null while there were too few
 * @param inFlight calls that wait for their answer
 * @param maxInFlight as many as may
 * @param callsLeft as many may be made at once
 * @param calls the limit that we keep, in each {@code period}
 * @param closedFor how long nothing is asked because the vendor said so; zero where it did not
 */
public record ClientStatus(
        Vendor vendor,
        String breaker,
        @Nullable Double failureRate,
        int inFlight,
        int maxInFlight,
        long callsLeft,
        int calls,
        Duration period,
        Duration closedFor,
        List<CacheStatus> caches) {
    /**
     * @param hits answered from memory
     * @param misses asked of the vendor
     * @param stale answered from memory beyond the agreed time, since the vendor could not be asked
     */
    public record CacheStatus(String name, long size, long hits, long misses, long stale) {}
}
