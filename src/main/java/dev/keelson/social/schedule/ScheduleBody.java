package dev.keelson.social.schedule;

import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.networks.Platform;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the API has it; a {@code PUT} says all of it.
 *
 * @param timezone IANA, such as {@code Europe/Vienna}; all times are on its clocks
 * @param slots when posts go out whose {@code when} is {@code next-free-slot}
 * @param blackouts when nothing is to go out
 * @param mostADay so many posts on a day; any number where it is left out
 * @param leastGapMinutes so many minutes between two posts; any where it is left out
 */
record ScheduleBody(
        @NotNull String timezone,
        @Size(max = 200) List<@NotNull @Valid SlotBody> slots,
        @Size(max = 100) List<@NotNull @Valid BlackoutBody> blackouts,
        @Nullable @Min(1) @Max(1000) Integer mostADay,
        @Nullable @Min(0) @Max(1440) Integer leastGapMinutes) {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int LATEST_YEAR = 9999;

    ScheduleBody {
        slots = slots == null ? List.of() : slots;
        blackouts = blackouts == null ? List.of() : blackouts;
    }

    /**
     * @param day {@code monday} to {@code sunday}
     * @param time such as {@code 09:30}
     * @param platforms the networks that it is for; all where it is left out
     */
    record SlotBody(
            @NotNull String day,
            @NotNull String time,
            @Size(max = 13) List<@NotNull String> platforms) {
        SlotBody {
            platforms = platforms == null ? List.of() : platforms;
        }
    }

    /**
     * Every week from a time to a time, or once on some days.
     *
     * @param day the day of the week on which it begins
     * @param from such as {@code 22:00}
     * @param to on the next day where it is not after {@code from}
     * @param fromDate the first of the days, such as {@code 2026-12-24}
     * @param toDate the last of them
     */
    record BlackoutBody(
            @Nullable String day,
            @Nullable String from,
            @Nullable String to,
            @Nullable String fromDate,
            @Nullable String toDate) {}

    static ScheduleBody from(Schedule schedule) {
        return new ScheduleBody(schedule.zone().getId(), List.of(), List.of(), schedule.mostADay(), 0);
    }

    /** @throws ProblemException with every field that is not as it should be */
    Schedule toSchedule() {
        var errors = new ArrayList<FieldError>();
        Optional<ZoneId> zone = Optional.of(timezone)
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .map(ZoneId::of);
        if (zone.isEmpty()) {
            errors.add(new FieldError("timezone", "must be an IANA time zone such as Europe/Vienna"));
        }
        var checkedSlots = checkedSlots(errors);
        var checkedBlackouts = checkedBlackouts(errors);
        if (!errors.isEmpty()) {
            throw ProblemException.notValid(errors);
        }
        return new Schedule(
                zone.orElseThrow(),
                checkedSlots,
                checkedBlackouts,
                mostADay,
                Duration.ofMinutes(leastGapMinutes == null ? 0 : leastGapMinutes));
    }

    private List<WeeklySlot> checkedSlots(List<FieldError> errors) {
        var seen = new HashSet<String>();
        var checked = new ArrayList<WeeklySlot>();
        for (int i = 0; i < slots.size(); i++) {
            var slot = slots.get(i);
            String field = "slots[" + i + "]";
            var day = day(field + ".day", slot.day(), errors);
            var time = time(field + ".time", slot.time(), errors);
            var platforms = platforms(field, slot, errors);
            if (day.isPresent() && time.isPresent()) {
                checked.add(new WeeklySlot(day.get(), time.get(), platforms));
                if (!seen.add(day.get() + " " + time.get())) {
                    errors.add(new FieldError(field, "is there twice"));
                }
            }
        }
        return checked;
    }

    private static Set<Platform> platforms(String field, SlotBody slot, List<FieldError> errors) {
        var platforms = EnumSet.noneOf(Platform.class);
        var names = slot.platforms();
        for (int i = 0; i < names.size(); i++) {
            String name = field + ".platforms[" + i + "]";
            Platform.of(names.get(i))
                    .ifPresentOrElse(platforms::add, () -> errors.add(new FieldError(name, Platform.RULE)));
        }
        return platforms;
    }

    private List<Blackout> checkedBlackouts(List<FieldError> errors) {
        var checked = new ArrayList<Blackout>();
        for (int i = 0; i < blackouts.size(); i++) {
            var blackout = blackouts.get(i);
            String field = "blackouts[" + i + "]";
            boolean weekly = blackout.day() != null && blackout.from() != null && blackout.to() != null;
            boolean once = blackout.fromDate() != null && blackout.toDate() != null;
            boolean both = (blackout.day() != null || blackout.from() != null || blackout.to() != null)
                    && (blackout.fromDate() != null || blackout.toDate() != null);
            if (both || weekly == once) {
                errors.add(
                        new FieldError(field, "must have either 'day', 'from' and 'to', or 'fromDate' and 'toDate'"));
            } else if (weekly) {
                weekly(field, blackout, errors).ifPresent(checked::add);
            } else {
                days(field, blackout, errors).ifPresent(checked::add);
            }
        }
        return checked;
    }

    private static Optional<Blackout> weekly(String field, BlackoutBody blackout, List<FieldError> errors) {
        var day = day(field + ".day", blackout.day(), errors);
        var from = time(field + ".from", blackout.from(), errors);
        var to = time(field + ".to", blackout.to(), errors);
        return day.isPresent() && from.isPresent() && to.isPresent()
                ? Optional.of(new Blackout.Weekly(day.get(), from.get(), to.get()))
                : Optional.empty();
    }

    private static Optional<Blackout> days(String field, BlackoutBody blackout, List<FieldError> errors) {
        var from = date(field + ".fromDate", blackout.fromDate(), errors);
        var to = date(field + ".toDate", blackout.toDate(), errors);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (to.get().isBefore(from.get())) {
            errors.add(new FieldError(field + ".toDate", "must not be before 'fromDate'"));
        }
        return Optional.of(new Blackout.Days(from.get(), to.get()));
    }

    private static Optional<DayOfWeek> day(String field, @Nullable String text, List<FieldError> errors) {
        return parsed(
                field,
                text,
                name -> DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT)),
                "must be one of monday to sunday",
                errors);
    }

    private static Optional<LocalTime> time(String field, @Nullable String text, List<FieldError> errors) {
        return parsed(field, text, time -> LocalTime.parse(time, MINUTES), "must be a time such as 09:30", errors);
    }

    private static Optional<LocalDate> date(String field, @Nullable String text, List<FieldError> errors) {
        return parsed(field, text, ScheduleBody::near, "must be a date such as 2026-12-24", errors);
    }

    private static LocalDate near(String text) {
        var date = LocalDate.parse(text);
        if (date.getYear() < 1 || date.getYear() > LATEST_YEAR) {
            throw new DateTimeException("no calendar has this year");
        }
        return date;
    }

    private static <T> Optional<T> parsed(
            String field, @Nullable String text, Function<String, T> parse, String wanted, List<FieldError> errors) {
        try {
            return Optional.ofNullable(text).map(parse);
        } catch (DateTimeException | IllegalArgumentException e) {
            errors.add(new FieldError(field, wanted));
            return Optional.empty();
        }
    }
}
