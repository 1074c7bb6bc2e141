package dev.keelson.limits;

import dev.keelson.limits.RateLimitSettings.Limit;
import java.time.Duration;

/** Settings of limits for tests: the same for each policy. */
final class TestLimits {
    private TestLimits() {}

    static RateLimitSettings of(int requests, Duration per) {
        var limit = new Limit(requests, per);
        return new RateLimitSettings(true, true, 1_000, 8, limit, limit, limit, limit, limit, limit);
    }

    /** What an address may send, and a user of each kind, is different. */
    static RateLimitSettings of(int address, int user, int kind) {
        var perKind = new Limit(kind, Duration.ofMinutes(1));
        return new RateLimitSettings(
                true,
                false,
                1_000,
                8,
                new Limit(address, Duration.ofMinutes(1)),
                new Limit(user, Duration.ofMinutes(1)),
                perKind,
                perKind,
                perKind,
                perKind);
    }
}
