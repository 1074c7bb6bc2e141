package dev.keelson.social.analytics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Days on the clock of a zone, both included. A day is as long as it is there: 23, 24 or 25 hours, or not at all.
 *
 * @param from the first
 * @param to the last
 */
record Period(LocalDate from, LocalDate to, ZoneId zone) {
    Instant start() {
        return startOf(from);
    }

    /** The first instant after it. */
    Instant end() {
        return startOf(to.plusDays(1));
    }

    /** When each of its days begins, in order. */
    List<Instant> starts() {
        return LongStream.range(0, days())
                .mapToObj(this::day)
                .map(this::startOf)
                .toList();
    }

    /** @param number from 0 */
    LocalDate day(long number) {
        return from.plusDays(number);
    }

    long days() {
        return ChronoUnit.DAYS.between(from, to) + 1;
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
