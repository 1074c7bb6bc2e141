package dev.keelson.social.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTimesTest {
    @ParameterizedTest(name = "{1} in {0} is {2}: {3}")
    @CsvSource({
        "Europe/Berlin,       2026-03-29T01:59, 2026-03-29T00:59:00Z, before the clocks are put forward",
        "Europe/Berlin,       2026-03-29T02:30, 2026-03-29T01:00:00Z, left out: the first instant after",
        "Europe/Berlin,       2026-03-29T03:00, 2026-03-29T01:00:00Z, the same instant by its own name",
        "Europe/Berlin,       2026-10-25T02:30, 2026-10-25T00:30:00Z, shown twice: the first",
        "Europe/Berlin,       2026-10-25T03:00, 2026-10-25T02:00:00Z, after both",
        "America/New_York,    2026-03-08T02:30, 2026-03-08T07:00:00Z, left out",
        "America/New_York,    2026-11-01T01:30, 2026-11-01T05:30:00Z, shown twice",
        "Australia/Lord_Howe, 2026-10-04T02:15, 2026-10-03T15:30:00Z, left out where half an hour is",
        "Australia/Lord_Howe, 2026-04-05T01:45, 2026-04-04T14:45:00Z, shown twice where half an hour is",
        "America/Sao_Paulo,   2018-11-04T00:30, 2018-11-04T03:00:00Z, a midnight that was left out",
        "America/Sao_Paulo,   2026-11-01T00:30, 2026-11-01T03:30:00Z, and is not any more",
        "Asia/Kathmandu,      2026-03-29T02:30, 2026-03-28T20:45:00Z, never changed",
        "Pacific/Apia,        2011-12-30T12:00, 2011-12-30T10:00:00Z, a whole day that was left out"
    })
    void changingClocks(String zone, LocalDateTime local, Instant expected, String why) {
        assertThat(LocalTimes.resolve(local, ZoneId.of(zone))).as(why).isEqualTo(expected);
    }

    /** All zones of the database, at times around all their changes of two centuries and at any others. */
    @Test
    void laterTimesAreNeverEarlierInstantsAndNoneMovesByMoreThanTheGap() {
        for (String name : ZoneId.getAvailableZoneIds()) {
            var zone = ZoneId.of(name);
            var times = times(zone, name.hashCode());
            Instant before = Instant.MIN;
            for (var local : times) {
                Instant at = LocalTimes.resolve(local, zone);

                assertThat(at).as("%s %s", name, local).isAfterOrEqualTo(before);
                var shown = LocalDateTime.ofInstant(at, zone);
                var gap = zone.getRules().getTransition(local);
                if (gap != null && gap.isGap()) {
                    assertThat(shown).isEqualTo(gap.getDateTimeAfter());
                    assertThat(Duration.between(local, shown)).isLessThanOrEqualTo(gap.getDuration());
                } else {
                    assertThat(shown).as("%s %s", name, local).isEqualTo(local);
                    assertThat(zone.getRules().getValidOffsets(local))
                            .allSatisfy(offset ->
                                    assertThat(local.toInstant(offset)).isAfterOrEqualTo(at));
                }
                before = at;
            }
        }
    }

    private static List<LocalDateTime> times(ZoneId zone, long seed) {
        var random = new Random(seed);
        var times = new ArrayList<LocalDateTime>();
        var until = Instant.parse("2040-01-01T00:00:00Z");
        var rules = zone.getRules();
        for (var change = rules.nextTransition(Instant.parse("1850-01-01T00:00:00Z"));
                change != null && change.getInstant().isBefore(until);
                change = rules.nextTransition(change.getInstant())) {
            var from = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
            long seconds = change.getDuration().abs().toSeconds();
            Collections.addAll(
                    times,
                    from.minusNanos(1),
                    from,
                    from.plusSeconds(random.nextLong(seconds)),
                    from.plusSeconds(seconds).minusNanos(1),
                    from.plusSeconds(seconds));
        }
        for (int i = 0; i < 20; i++) {
            times.add(LocalDateTime.ofEpochSecond(
                    random.nextLong(-3_000_000_000L, 3_000_000_000L), random.nextInt(1_000_000_000), ZoneOffset.UTC));
        }
        Collections.sort(times);
        return times;
    }
}
