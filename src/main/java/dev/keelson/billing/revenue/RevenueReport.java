package dev.keelson.billing.revenue;

import dev.keelson.billing.revenue.RevenueQuery.DayChange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recurring revenue by currency and period. Currencies are never added to each other.
 *
 * @param asOf when it was asked for: the last day is what it is by then, if it is not over
 * @param pending customers of whom something was told that is not in the figures yet
 */
record RevenueReport(
        LocalDate from, LocalDate to, String interval, Instant asOf, long pending, List<Currency> currencies) {

    record Currency(String currency, List<Period> periods) {}

    enum Interval {
        DAY {
            @Override
            LocalDate lastDay(LocalDate first) {
                return first;
            }
        },
        MONTH {
            @Override
            LocalDate lastDay(LocalDate first) {
                return first.with(TemporalAdjusters.lastDayOfMonth());
            }
        };

        abstract LocalDate lastDay(LocalDate first);
    }

    /** @param changes by currency and day, as {@link RevenueQuery} has them */
    static List<Currency> currencies(LocalDate from, LocalDate to, Interval interval, List<DayChange> changes) {
        var byCurrency = new LinkedHashMap<String, Deque<DayChange>>();
        changes.forEach(change -> byCurrency
                .computeIfAbsent(change.currency(), _ -> new ArrayDeque<>())
                .add(change));
        return byCurrency.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(entry -> new Currency(entry.getKey(), periods(from, to, interval, entry.getValue())))
                .toList();
    }

    private static List<Period> periods(LocalDate from, LocalDate to, Interval interval, Deque<DayChange> changes) {
        var total = new RunningTotal();
        addUntil(from.minusDays(1), changes, total);
        var periods = new ArrayList<Period>();
        LocalDate first = from;
        while (!first.isAfter(to)) {
            LocalDate end = interval.lastDay(first);
            LocalDate last = end.isAfter(to) ? to : end;
            total.open();
            addUntil(last, changes, total);
            periods.add(total.close(first, last));
            first = last.plusDays(1);
        }
        return periods;
    }

    private static void addUntil(LocalDate last, Deque<DayChange> changes, RunningTotal total) {
        while (!changes.isEmpty() && !changes.getFirst().day().isAfter(last)) {
            total.add(changes.removeFirst());
        }
    }
}
