package dev.keelson.shared;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * Makes ids: UUIDv7 (<a href="https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7">RFC 9562</a>), so that rows made
 * one after the other lie side by side in an index.
 */
@Component
public class IdGenerator {
    private static final long NANOS_IN_MILLI = 1_000_000;
    private static final long FRACTIONS = 0x1000;

    private final InstantSource clock;
    private final RandomGenerator random;

    public IdGenerator(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        Instant now = clock.instant();
        long millis = now.toEpochMilli();
        // The fraction of the millisecond where the RFC lets it stand (its method 3): rows of one page are often made
        // within one.
        long nanos = Duration.between(Instant.ofEpochMilli(millis), now).toNanos();
        long version = 0x7000L | nanos * FRACTIONS / NANOS_IN_MILLI;
        long variant = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
        return new UUID(millis << 16 | version, variant);
    }
}
