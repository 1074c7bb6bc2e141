package dev.keelson.testing;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * The seeds that a property test runs with. {@code -Dkeelson.seed=…} runs one, to see a failure again; {@code -Dkeelson.seeds=…}
 * as many as that, for a search.
 */
public final class Seeds {
    private Seeds() {}

    /** The same in each run: from 0. */
    public static LongStream fixed(int usually) {
        return from(0, usually);
    }

    /** Others in each run, so that over the runs ever more is tried. */
    public static LongStream fresh(int usually) {
        return from(new Random().nextInt(1_000_000) * 1_000L, usually);
    }

    private static LongStream from(long first, int usually) {
        Long one = Long.getLong("keelson.seed");
        long many = Long.getLong("keelson.seeds", usually);
        return one != null ? LongStream.of(one) : LongStream.range(first, first + many);
    }
}
