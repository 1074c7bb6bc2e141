package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PeriodTest {
    /** Zones whose days begin at odd moments: at 01:00, a day left out, half an hour, 45 minutes. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Vienna",
            "America/New_York",
            "America/Sao_Paulo",
            "America/Asuncion",
            "Africa/Cairo",
            "Asia/Beirut",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu");

    @Test
    void dayIsAsLongAsItIsOnTheClock() {
        var vienna = ZoneId.of("Europe/Vienna");

        assertThat(length(LocalDate.of(2026, 3, 29), vienna)).isEqualTo(Duration.ofHours(23));
        assertThat(length(LocalDate.of(2026, 10, 25), vienna)).isEqualTo(Duration.ofHours(25));
        assertThat(length(LocalDate.of(2011, 12, 30), ZoneId.of("Pacific/Apia")))
                .isZero();
    }

    private static Duration length(LocalDate day, ZoneId zone) {
        var period = new Period(day, day, zone);
        return Duration.between(period.start(), period.end());
    }

    @Test
    void everyInstantOfAPeriodIsOnTheDayThatItsClockShows() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            var zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            var from = LocalDate.of(2008, 1, 1).plusDays(random.nextLong(7_000));
            var period = new Period(from, from.plusDays(random.nextLong(40)), zone);
            long length = Duration.between(period.start(), period.end()).toSeconds();
            if (length == 0) {
                continue;
            }
            var instant = period.start().plusSeconds(random.nextLong(length));

            var starts = period.starts();
            long bucket = bucket(starts, instant);

            assertThat(period.day(bucket))
                    .as("%s in %s", instant, zone)
                    .isEqualTo(instant.atZone(zone).toLocalDate());
            assertThat(starts).isSorted().hasSize((int) period.days());
        }
    }

    /** As {@code width_bucket} counts. */
    private static long bucket(List<Instant> starts, Instant instant) {
        return LongStream.range(0, starts.size())
                        .filter(i -> !starts.get((int) i).isAfter(instant))
                        .count()
                - 1;
    }
}
