package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** How a customer's MRR in a currency moved from the end of a day to that of the next. */
enum Movement {
    /** There never was any before. */
    NEW,
    EXPANSION,
    CONTRACTION,
    /** None is left. */
    CHURN,
    /** There was none the day before, and some earlier. */
    REACTIVATION;

    static Optional<Movement> of(BigDecimal before, BigDecimal after, boolean ever) {
        int direction = after.compareTo(before);
        if (direction == 0) {
            return Optional.empty();
        }
        if (before.signum() == 0) {
            return Optional.of(ever ? REACTIVATION : NEW);
        }
        if (after.signum() == 0) {
            return Optional.of(CHURN);
        }
        return Optional.of(direction > 0 ? EXPANSION : CONTRACTION);
    }

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
