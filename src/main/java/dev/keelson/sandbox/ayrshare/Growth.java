package dev.keelson.sandbox.ayrshare;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Numbers that grow: each a function of what it belongs to, its name and the age alone, so that asking twice gives the same
 * and asking later never gives less. Most of the growth happens in the first hours.
 */
final class Growth {
    private static final double HALF_LIFE_MINUTES = 10;

    private final String subject;
    private final double share;

    /** @param age since the subject appeared; a negative one counts as none */
    Growth(String subject, Duration age) {
        this.subject = subject;
        this.share = 1 - Math.pow(0.5, Math.max(0, age.toMillis()) / 60_000.0 / HALF_LIFE_MINUTES);
    }

    /** @param typical what the number comes to in the end, give or take half of it */
    long count(String metric, long typical) {
        return (long) (typical * factor(metric) * share);
    }

    /** A number that was there from the beginning, and grows by a tenth. */
    long stock(String metric, long typical) {
        var start = (long) (typical * factor(metric));
        return start + count(metric, typical / 10);
    }

    /** Between 0 and 1, and always the same. */
    double ratio(String metric) {
        return Math.round(factor(metric) / 1.5 * 10_000) / 10_000.0;
    }

    private double factor(String metric) {
        return 0.5 + new SplittableRandom((subject + metric).hashCode()).nextDouble();
    }
}
