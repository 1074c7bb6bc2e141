package dev.keelson.social.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.stream.Stream;

/** A time on the user's clock in which nothing is to go out. */
sealed interface Blackout {
    /** When it ends, where it covers this time: the first time on the clock that it does not cover. */
    Optional<LocalDateTime> endAfter(LocalDateTime time);

    /** @param to on the next day, where it is not after {@code from} */
    record Weekly(DayOfWeek day, LocalTime from, LocalTime to) implements Blackout {
        @Override
        public Optional<LocalDateTime> endAfter(LocalDateTime time) {
            return Stream.of(time.toLocalDate(), time.toLocalDate().minusDays(1))
                    .filter(date -> date.getDayOfWeek() == day && !time.isBefore(date.atTime(from)))
                    .map(this::endOf)
                    .filter(time::isBefore)
                    .findFirst();
        }

        private LocalDateTime endOf(LocalDate date) {
            return (to.isAfter(from) ? date : date.plusDays(1)).atTime(to);
        }
    }

    /** Whole days, the last of them included. */
    record Days(LocalDate from, LocalDate to) implements Blackout {
        @Override
        public Optional<LocalDateTime> endAfter(LocalDateTime time) {
            var date = time.toLocalDate();
            return date.isBefore(from) || date.isAfter(to)
                    ? Optional.empty()
                    : Optional.of(to.plusDays(1).atStartOfDay());
        }
    }
}
