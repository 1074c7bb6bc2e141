package dev.keelson.clients;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * What is left of one limit of a vendor: a token bucket that starts with a fifth of the calls of a period and is refilled with
 * the rest of them over the period, so that no period, wherever it begins, sees more calls than the limit. A part of it is for
 * users alone.
 */
final class Budget {
    private static final int BURST_SHARE = 5;

    private final Bucket bucket;
    private final long reserve;
    private volatile long closedUntil = System.nanoTime();

    Budget(VendorSettings.Limit limit, int calls) {
        int burst = Math.max(1, calls / BURST_SHARE);
        this.bucket = Bucket.builder()
                .addLimit(
                        bandwidth -> bandwidth.capacity(burst).refillGreedy(Math.max(1, calls - burst), limit.period()))
                .build();
        this.reserve = Math.min(burst - 1, Math.round(burst * limit.reserve()));
    }

    /**
     * Takes a call from it.
     *
     * @return zero where it is taken, or else how long there is none for this urgency
     */
    Duration take(Urgency urgency) {
        Duration wait = untilTurn(urgency);
        if (!wait.isZero()) {
            return wait;
        }
        // What another takes between the two is a call of the users' reserve that a task gets: no harm.
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /** How long there is no call for this urgency; zero where there is one. Takes none. */
    Duration untilTurn(Urgency urgency) {
        long closed = closedUntil - System.nanoTime();
        if (closed > 0) {
            return Duration.ofNanos(closed);
        }
        long kept = urgency == Urgency.USER ? 0 : reserve;
        return Duration.ofNanos(bucket.estimateAbilityToConsume(kept + 1).getNanosToWaitForRefill());
    }

    /** The vendor has had enough. */
    void close(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        if (until - closedUntil > 0) {
            closedUntil = until;
        }
    }

    long available() {
        return closedUntil - System.nanoTime() > 0 ? 0 : bucket.getAvailableTokens();
    }

    Duration closedFor() {
        long closed = closedUntil - System.nanoTime();
        return closed > 0 ? Duration.ofNanos(closed) : Duration.ZERO;
    }
}
