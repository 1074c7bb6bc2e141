package dev.keelson.limits;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts requests against their limits, and the refused ones for the metrics. */
final class RateLimits {
    private final Buckets buckets;
    private final Map<RateLimitPolicy, Counter> refused = new EnumMap<>(RateLimitPolicy.class);

    RateLimits(Buckets buckets, MeterRegistry metrics) {
        this.buckets = buckets;
        for (RateLimitPolicy policy : RateLimitPolicy.values()) {
            refused.put(
                    policy,
                    Counter.builder("ratelimit.refused")
                            .description("requests that were over a limit")
                            .tag("policy", policy.id())
                            .register(metrics));
        }
    }

    /** @param caller an address or a user */
    Taken take(RateLimitPolicy policy, String caller) {
        Taken taken = buckets.take(policy, caller);
        if (!taken.allowed()) {
            requireNonNull(refused.get(policy)).increment();
        }
        return taken;
    }
}
