package dev.keelson.social.schedule;

import dev.keelson.shared.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Times on clocks: of which zone they are, and what they mean where the clock is changed. */
public final class LocalTimes {
    private static final int EARLIEST_YEAR = 2000;
    /** The last that anything is planned for or asked about; far beyond it, no database has a column for the time. */
    public static final int LATEST_YEAR = 2999;

    private LocalTimes() {}

    /**
     * The zone that a request names in {@code timeZone}.
     *
     * @throws ProblemException where there is none of that name
     */
    public static ZoneId zone(String timeZone) {
        if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
            throw ProblemException.notValid("timeZone", "must be an IANA time zone such as Europe/Vienna");
        }
        return ZoneId.of(timeZone);
    }

    /** @throws ProblemException where the day that a request names in this parameter is of no year that has posts */
    public static void requireNear(String parameter, LocalDate day) {
        if (day.getYear() < EARLIEST_YEAR || day.getYear() > LATEST_YEAR) {
            throw ProblemException.notValid(
                    parameter, "must be a day of the years %d to %d".formatted(EARLIEST_YEAR, LATEST_YEAR));
        }
    }

    /**
     * When the clocks of a zone show a time. A time that they leave out, because they are put forward over it, is the first
     * instant after that; of a time that they show twice it is the first.
     */
    public static Instant resolve(LocalDateTime local, ZoneId zone) {
        var rules = zone.getRules();
        var offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
    }
}
