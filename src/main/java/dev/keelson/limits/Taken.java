package dev.keelson.limits;

import dev.keelson.limits.RateLimitSettings.Limit;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * What became of one request at one policy.
 *
 * @param allowed whether it was taken from the bucket; a refused one takes nothing
 * @param remaining requests that are left now
 * @param untilNext how long until there is one more; of a refused request, until it would be allowed
 */
record Taken(RateLimitPolicy policy, Limit limit, boolean allowed, long remaining, Duration untilNext) {

    static Taken of(RateLimitPolicy policy, Limit limit, ConsumptionProbe probe) {
        if (!probe.isConsumed()) {
            return refused(policy, limit, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        Duration each = limit.per().dividedBy(limit.requests());
        long left = probe.getRemainingTokens();
        // The bucket says when it will be full; one more is there all but one of the missing before that.
        Duration next = Duration.ofNanos(probe.getNanosToWaitForReset())
                .minus(each.multipliedBy(Math.max(0, limit.requests() - left - 1)));
        return new Taken(policy, limit, true, left, next.isNegative() ? Duration.ZERO : next);
    }

    static Taken refused(RateLimitPolicy policy, Limit limit, Duration wait) {
        return new Taken(policy, limit, false, 0, wait);
    }

    /** Whole seconds, rounded up: nobody is told to come back too early. */
    long seconds() {
        return Math.max(1, untilNext.plusMillis(999).toSeconds());
    }
}
