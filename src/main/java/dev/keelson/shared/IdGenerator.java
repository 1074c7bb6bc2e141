package dev.keelson.shared;

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
    private final InstantSource clock;
    private final RandomGenerator random;

    public IdGenerator(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long time = clock.millis() << 16;
        long version = 0x7000L | (random.nextLong() & 0x0FFFL);
        long variant = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
        return new UUID(time | version, variant);
    }
}
