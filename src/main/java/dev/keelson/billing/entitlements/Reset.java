package dev.keelson.billing.entitlements;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When counting begins anew, which a limit's name says: {@code …_per_day}, {@code …_per_month} and {@code …_per_period} do, and
 * what has another name is held and not used up, such as seats. The name decides and not the product, so that all products mean
 * the same by it.
 */
enum Reset {
    /** At midnight UTC. */
    DAY {
        @Override
        Window window(Billing billing, Instant now) {
            Instant start = now.truncatedTo(ChronoUnit.DAYS);
            return new Window(start, start.plus(1, ChronoUnit.DAYS));
        }
    },
    /** Every month from the day on which the subscription is billed, or, where that month has no such day, on its last. */
    MONTH {
        @Override
        Window window(Billing billing, Instant now) {
            return month(billing.monthly(), now);
        }
    },
    /** When the subscription is billed, be that every week or every year. */
    PERIOD {
        @Override
        Window window(Billing billing, Instant now) {
            return billing.periodStart() == null
                    ? MONTH.window(billing, now)
                    : new Window(billing.periodStart(), billing.periodEnd());
        }
    },
    NEVER {
        @Override
        Window window(Billing billing, Instant now) {
            return new Window(Instant.EPOCH, null);
        }
    };

    /**
     * What usage is counted for.
     *
     * @param start counts for it
     * @param end when counting begins anew; null where it does not, or nobody knows when
     */
    record Window(Instant start, @Nullable Instant end) {}

    /**
     * When the subscription is billed that gives the plan.
     *
     * @param periodStart null on the free plan
     * @param anchor what its periods are aligned with; null where Stripe has not said it
     */
    record Billing(
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            @Nullable Instant anchor) {
        static final Billing NONE = new Billing(null, null, null);

        /** What months are counted from; without a subscription the calendar's. */
        Instant monthly() {
            if (anchor != null) {
                return anchor;
            }
            if (periodStart == null) {
                return Instant.EPOCH;
            }
            // A period from the 28th of February to the 31st of March belongs to a 31st.
            return periodEnd != null && dayOfMonth(periodEnd) > dayOfMonth(periodStart) ? periodEnd : periodStart;
        }

        private static int dayOfMonth(Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC).getDayOfMonth();
        }
    }

    abstract Window window(Billing billing, Instant now);

    static Reset of(String limit) {
        if (limit.endsWith("_per_day")) {
            return DAY;
        }
        if (limit.endsWith("_per_month")) {
            return MONTH;
        }
        return limit.endsWith("_per_period") ? PERIOD : NEVER;
    }

    /** Of the months that begin on the anchor's day and time, before it too, the one that it is. */
    private static Window month(Instant anchor, Instant now) {
        var from = LocalDateTime.ofInstant(anchor, ZoneOffset.UTC);
        var at = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        long months = (at.getYear() - from.getYear()) * 12L + at.getMonthValue() - from.getMonthValue();
        // Each from the anchor and not from the one before, which may be the shorter month.
        if (from.plusMonths(months).isAfter(at)) {
            months--;
        }
        return new Window(
                from.plusMonths(months).toInstant(ZoneOffset.UTC),
                from.plusMonths(months + 1).toInstant(ZoneOffset.UTC));
    }
}
