package dev.keelson.social.schedule;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a user's posts may go out, on the user's clock.
 *
 * @param mostADay so many posts on a day of the user's zone; null for any number
 * @param leastGap so much time between two posts; zero for any
 */
record Schedule(
        ZoneId zone,
        List<WeeklySlot> slots,
        List<Blackout> blackouts,
        @Nullable Integer mostADay,
        Duration leastGap) {

    static Schedule emptyIn(ZoneId zone) {
        return new Schedule(zone, List.of(), List.of(), null, Duration.ZERO);
    }

    /** The first time on the clock that no blackout covers, where one covers this. */
    Optional<LocalDateTime> blackoutEnd(LocalDateTime time) {
        return blackouts.stream()
                .flatMap(blackout -> blackout.endAfter(time).stream())
                .max(Comparator.naturalOrder());
    }

    /** Those of a day, the earliest first. */
    List<WeeklySlot> slotsOn(LocalDate date) {
        return slots.stream()
                .filter(slot -> slot.day() == date.getDayOfWeek())
                .sorted(Comparator.comparing(WeeklySlot::time))
                .toList();
    }
}
