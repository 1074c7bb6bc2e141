package dev.keelson.clients;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is set for the calls to each vendor, under {@code keelson.clients.<vendor>}. */
public interface VendorSettings {
    String apiUrl();

    /** How long a connection may take. */
    Duration connectTimeout();

    /** How long an answer may take, to its last byte. */
    Duration readTimeout();

    /** How long a user waits for a call, with its repetitions and all waiting. */
    Duration deadline();

    /** How long a task waits for a call. */
    Duration backgroundDeadline();

    Retry retry();

    Breaker breaker();

    Bulkhead bulkhead();

    Limit limit();

    /** The calls of the limit that apply to our key: vendors allow fewer to test keys. */
    default int callsAllowed() {
        return limit().calls();
    }

    /** The caches by their names; an operation whose cache is not listed is always asked for. */
    Map<String, Cache> cache();

    /**
     * What may be repeated is: reads, and writes with a key by which the vendor knows them again.
     *
     * @param attempts so many at most, the first included
     * @param pause at most so long before the first repetition, twice that before the next; by chance anything below
     * @param longestPause never longer, unless the vendor says so
     */
    record Retry(
            @DefaultValue("3") @Min(1) @Max(10) int attempts,
            @DefaultValue("200ms") Duration pause,
            @DefaultValue("5s") Duration longestPause) {}

    /**
     * Whether the vendor is asked at all.
     *
     * @param failures from this share of failed calls on, in percent, the vendor is taken for down
     * @param window so many of the last calls are looked at
     * @param minimum with fewer nothing is decided
     * @param open how long a vendor that is down is not asked
     * @param trials so many calls then decide whether it is back
     */
    record Breaker(
            @DefaultValue("50") @Min(1) @Max(100) int failures,
            @DefaultValue("20") @Min(1) int window,
            @DefaultValue("10") @Min(1) int minimum,
            @DefaultValue("10s") Duration open,
            @DefaultValue("3") @Min(1) int trials) {}

    /**
     * How many calls wait for their answers at a time.
     *
     * @param calls so many calls at a time, at most
     * @param background so many of them for tasks, at most
     * @param patience how long a user's call waits for its turn; a task's waits as long as it has time
     */
    record Bulkhead(
            @DefaultValue("256") @Min(1) int calls,
            @DefaultValue("64") @Min(1) int background,
            @DefaultValue("500ms") Duration patience) {}

    /** The vendor's own limit, kept on our side, on this node. With several nodes each has to have its part of it. */
    interface Limit {
        /** So many calls in each {@link #period}, some of them at once. */
        int calls();

        Duration period();

        /** The share of them that is kept for users: tasks wait when less is left. From 0 to 1. */
        double reserve();

        /** How long a user's call waits for its turn. */
        Duration patience();

        /** How long a task's call waits for its turn. What takes longer is for the task's own queue. */
        Duration backgroundPatience();
    }

    /**
     * @param ttl how long an answer is taken for the vendor's
     * @param size how many answers
     * @param stale for how long after that it still serves while the vendor is not available
     */
    record Cache(
            @DefaultValue("5m") Duration ttl,
            @DefaultValue("10000") @Min(1) int size,
            @DefaultValue("1h") Duration stale) {}
}
