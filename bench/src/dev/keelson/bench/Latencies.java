package dev.keelson.bench;

import java.util.Arrays;

/** Many durations, written without allocating, read once as percentiles. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos;
    private int count;
    private boolean sorted;

    Latencies(int expected) {
        nanos = new long[Math.max(16, expected)];
    }

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
        sorted = false;
    }

    int count() {
        return count;
    }

    /**
     * @param percent from 0 to 100, which is the largest
     * @return in ms; not a number where nothing was measured
     */
    double millis(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(percent / 100 * count);
        return nanos[Math.clamp(rank - 1, 0, count - 1)] / NANOS_PER_MILLI;
    }
}
