package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Turns exact sums into whole minor units of a month. It is the only place where money is rounded, and the last step: to the
 * nearest, halves away from zero.
 */
final class MinorUnits {
    private static final BigDecimal MONTHS = BigDecimal.valueOf(12);

    private MinorUnits() {}

    static long monthly(BigDecimal yearly) {
        return yearly.divide(MONTHS, 0, RoundingMode.HALF_UP).longValueExact();
    }

    static long monthly(BigDecimal yearly, long shareOf) {
        return yearly.divide(MONTHS.multiply(BigDecimal.valueOf(shareOf)), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /**
     * Rounds movements so that they add up to the difference of two MRRs, each rounded by itself: what is missing goes where
     * rounding took it, one unit after the other.
     */
    static Map<Movement, Long> monthly(Map<Movement, BigDecimal> yearly, long difference) {
        var rounded = new EnumMap<Movement, Long>(Movement.class);
        yearly.forEach((movement, amount) -> rounded.put(movement, monthly(amount)));
        long missing = difference
                - rounded.values().stream().mapToLong(Long::longValue).sum();
        while (missing != 0) {
            int step = Long.signum(missing);
            var most = rounded.keySet().stream()
                    .max(Comparator.comparing(
                            movement -> lost(yearly, rounded, movement).multiply(BigDecimal.valueOf(step))))
                    .orElseThrow();
            rounded.merge(most, (long) step, Long::sum);
            missing -= step;
        }
        return rounded;
    }

    private static BigDecimal lost(Map<Movement, BigDecimal> yearly, Map<Movement, Long> rounded, Movement movement) {
        var kept = BigDecimal.valueOf(Objects.requireNonNull(rounded.get(movement)))
                .multiply(MONTHS);
        return Objects.requireNonNull(yearly.get(movement)).subtract(kept);
    }
}
