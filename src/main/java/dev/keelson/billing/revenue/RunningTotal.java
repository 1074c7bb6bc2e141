package dev.keelson.billing.revenue;

import dev.keelson.billing.revenue.Period.Movements;
import dev.keelson.billing.revenue.Period.NotCounted;
import dev.keelson.billing.revenue.RevenueQuery.DayChange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A currency's figures while its days are added up, in their order. */
final class RunningTotal {
    private static final int RATE_DIGITS = 4;

    private Figures figures = Figures.NOTHING;
    private long subscribers;

    private Figures opening = Figures.NOTHING;
    private long openingSubscribers;
    private long lost;
    private final Map<Movement, BigDecimal> movements = new EnumMap<>(Movement.class);

    void add(DayChange change) {
        figures = figures.plus(change.difference());
        subscribers += change.gained() - change.lost();
        lost += change.lost();
        change.movements().forEach((movement, amount) -> movements.merge(movement, amount, BigDecimal::add));
    }

    /** A new period begins with what is. */
    void open() {
        opening = figures;
        openingSubscribers = subscribers;
        lost = 0;
        movements.clear();
    }

    Period close(LocalDate from, LocalDate to) {
        long mrr = MinorUnits.monthly(figures.yearly());
        long difference = mrr - MinorUnits.monthly(opening.yearly());
        return new Period(
                from,
                to,
                mrr,
                MinorUnits.monthly(figures.pastDue()),
                Movements.of(MinorUnits.monthly(movements, difference)),
                subscribers,
                figures.active(),
                figures.trialing(),
                figures.pastDueSubscriptions(),
                figures.paused(),
                lost,
                churnRate(),
                subscribers == 0 ? null : (Long) MinorUnits.monthly(figures.yearly(), subscribers),
                new NotCounted(figures.itemsNotCounted(), figures.discountsUnknown()),
                figures.reconstructed());
    }

    private @Nullable BigDecimal churnRate() {
        return openingSubscribers == 0
                ? null
                : BigDecimal.valueOf(lost)
                        .divide(BigDecimal.valueOf(openingSubscribers), RATE_DIGITS, RoundingMode.HALF_UP);
    }
}
