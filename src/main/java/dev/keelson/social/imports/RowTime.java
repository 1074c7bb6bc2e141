package dev.keelson.social.imports;

import dev.keelson.social.imports.Import.Mode;
import dev.keelson.social.posts.PlannedTime;
import dev.keelson.social.posts.WritePosts.When;
import dev.keelson.social.schedule.LocalTimes;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When a row says that it is to go out: at an instant, or at a time on the clock of a zone. A time that the clock passes over
 * in spring is refused; of one that comes twice in autumn the first is meant.
 *
 * @param when {@code draft}, {@code next-free-slot}, an instant with its offset, or date and time
 */
record RowTime(
        @Nullable String when,
        @Nullable String date,
        @Nullable String time,
        @Nullable String zone) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("H:mm[:ss]").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter LOCAL = formatter("['T'][ ]H:mm[:ss]");
    private static final DateTimeFormatter WITH_OFFSET = formatter("['T'][ ]H:mm[:ss][.SSS][ ]XXX");
    private static final String NEXT_FREE_SLOT = "next-free-slot";
    private static final String EXAMPLES =
            "must be a time such as 2026-12-01T10:00, with or without an offset (Z, +01:00), 'next-free-slot' or 'draft'";

    /** @param usual the zone of a time that names none */
    When read(Mode mode, ZoneId usual) {
        if (when != null && (date != null || time != null)) {
            throw RowErrors.of(Columns.WHEN, "and date or time cannot both be there");
        }
        boolean isWord = "draft".equalsIgnoreCase(when) || NEXT_FREE_SLOT.equalsIgnoreCase(when);
        var at = isWord ? Optional.<PlannedTime>empty() : planned(usual);
        if (mode == Mode.DRAFT || "draft".equalsIgnoreCase(when)) {
            return new When.Draft();
        }
        if (isWord) {
            return new When.NextFreeSlot();
        }
        return new When.At(at.orElseThrow(() -> RowErrors.of(
                Columns.WHEN, "is missing: give a time, 'next-free-slot' or 'draft', or import all rows as drafts")));
    }

    private Optional<PlannedTime> planned(ZoneId usual) {
        var own = zone == null ? usual : ownZone();
        if (when != null) {
            return Optional.of(parse(when, text -> OffsetDateTime.parse(text, WITH_OFFSET))
                    .map(at -> zone == null ? PlannedTime.at(at.toInstant()) : PlannedTime.at(at.toInstant(), own))
                    .or(() -> parse(when, text -> LocalDateTime.parse(text, LOCAL))
                            .map(local -> onClock(Columns.WHEN, local, own)))
                    .orElseThrow(() -> RowErrors.of(
                            Columns.WHEN,
                            when.equalsIgnoreCase("now")
                                    ? "cannot be 'now': an import never publishes at once"
                                    : EXAMPLES)));
        }
        if (date == null && time == null) {
            return Optional.empty();
        }
        var day = parse(date, LocalDate::parse)
                .orElseThrow(() -> RowErrors.of(Columns.DATE, "must be a day such as 2026-12-01"));
        var hour = parse(time, text -> LocalTime.parse(text, CLOCK))
                .orElseThrow(() -> RowErrors.of(Columns.TIME, "must be a time of day such as 09:30"));
        return Optional.of(onClock(Columns.TIME, day.atTime(hour), own));
    }

    private static PlannedTime onClock(String column, LocalDateTime local, ZoneId zone) {
        var offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            var after = zone.getRules().getTransition(local).getDateTimeAfter();
            throw RowErrors.of(
                    column,
                    "is a time that %s does not have: the clock is set forward; the next one is %s"
                            .formatted(zone, after));
        }
        return new PlannedTime(local.toInstant(offsets.getFirst()), zone, local);
    }

    private ZoneId ownZone() {
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw RowErrors.of(Columns.TIMEZONE, "must be an IANA time zone such as Europe/Vienna");
        }
        return ZoneId.of(zone);
    }

    private static boolean isNear(TemporalAccessor at) {
        return !at.isSupported(ChronoField.YEAR)
                || (at.get(ChronoField.YEAR) > 0 && at.get(ChronoField.YEAR) <= LocalTimes.LATEST_YEAR);
    }

    private static DateTimeFormatter formatter(String timeOfDay) {
        return new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendPattern(timeOfDay)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private static <T extends TemporalAccessor> Optional<T> parse(@Nullable String text, Function<String, T> parser) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(parser.apply(text.strip())).filter(RowTime::isNear);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
