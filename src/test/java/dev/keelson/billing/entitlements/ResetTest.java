package dev.keelson.billing.entitlements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.billing.entitlements.Reset.Billing;
import dev.keelson.billing.entitlements.Reset.Window;
import dev.keelson.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When counting begins anew, for subscriptions that began on any day and at any moment of them. */
class ResetTest {
    private static final Instant FIRST = Instant.parse("2019-01-01T00:00:00Z");

    static LongStream seeds() {
        return Seeds.fixed(2_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void monthsFollowOneAnotherOnTheDayOfTheAnchor(long seed) {
        var random = new Random(seed);
        Instant anchor = moment(random);
        Instant now = moment(random);
        int day = utc(anchor).getDayOfMonth();

        var window = Reset.MONTH.window(new Billing(now, now.plusSeconds(1), anchor), now);
        Instant end = Objects.requireNonNull(window.end());
        var next = Reset.MONTH.window(new Billing(now, now.plusSeconds(1), anchor), end);
        var same = Reset.MONTH.window(new Billing(now, now.plusSeconds(1), anchor), end.minusNanos(1));

        assertThat(now).isBetween(window.start(), end.minusNanos(1));
        assertThat(next.start()).isEqualTo(end);
        assertThat(same).isEqualTo(window);
        for (Instant edge : new Instant[] {window.start(), end, Objects.requireNonNull(next.end())}) {
            assertThat(utc(edge).getDayOfMonth())
                    .isEqualTo(Math.min(day, YearMonth.from(utc(edge)).lengthOfMonth()));
            assertThat(utc(edge).toLocalTime()).isEqualTo(utc(anchor).toLocalTime());
        }
        assertThat(Duration.between(window.start(), end)).isBetween(Duration.ofDays(28), Duration.ofDays(31));
    }

    /** Stripe moves a period's start to the month's last day where it has no 31st, and back again. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void monthOfAMonthlyPlanIsItsPeriodWhetherTheAnchorIsKnownOrNot(long seed) {
        var random = new Random(seed);
        Instant anchor = moment(random);
        int months = random.nextInt(60);
        Instant start = plusMonths(anchor, months);
        Instant end = plusMonths(anchor, months + 1);
        Instant now =
                start.plusSeconds(random.nextLong(Duration.between(start, end).toSeconds()));

        assertThat(Reset.MONTH.window(new Billing(start, end, anchor), now)).isEqualTo(new Window(start, end));
        assertThat(Reset.MONTH.window(new Billing(start, end, null), now)).isEqualTo(new Window(start, end));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void yearHasTwelveMonthsThatFillIt(long seed) {
        Instant anchor = moment(new Random(seed));
        Instant end = plusMonths(anchor, 12);
        Instant at = anchor;
        int months = 0;

        while (at.isBefore(end)) {
            var window = Reset.MONTH.window(new Billing(anchor, end, anchor), at);
            assertThat(window.start()).isEqualTo(at);
            at = Objects.requireNonNull(window.end());
            months++;
        }

        assertThat(at).isEqualTo(end);
        assertThat(months).isEqualTo(12);
    }

    @Test
    void calendarCountsWhereNothingIsBilled() {
        Instant now = Instant.parse("2028-02-29T23:59:59.999Z");

        assertThat(Reset.MONTH.window(Billing.NONE, now))
                .isEqualTo(new Window(Instant.parse("2028-02-01T00:00:00Z"), Instant.parse("2028-03-01T00:00:00Z")));
        assertThat(Reset.PERIOD.window(Billing.NONE, now)).isEqualTo(Reset.MONTH.window(Billing.NONE, now));
        assertThat(Reset.DAY.window(Billing.NONE, now))
                .isEqualTo(new Window(Instant.parse("2028-02-29T00:00:00Z"), Instant.parse("2028-03-01T00:00:00Z")));
        assertThat(Reset.NEVER.window(Billing.NONE, now)).isEqualTo(new Window(Instant.EPOCH, null));
    }

    @Test
    void periodIsStripesOwn() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        Instant end = Instant.parse("2027-01-31T10:00:00Z");

        assertThat(Reset.PERIOD.window(new Billing(start, end, start), start.plusSeconds(1)))
                .isEqualTo(new Window(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "posts_per_month, MONTH",
        "posts_per_day, DAY",
        "exports_per_period, PERIOD",
        "seats, NEVER",
        "per_month, NEVER",
        "months, NEVER"
    })
    void nameSaysWhenCountingBeginsAnew(String name, Reset reset) {
        assertThat(Reset.of(name)).isEqualTo(reset);
    }

    private static Instant moment(Random random) {
        return FIRST.plusSeconds(random.nextLong(Duration.ofDays(365 * 12).toSeconds()));
    }

    private static Instant plusMonths(Instant time, long months) {
        return utc(time).plusMonths(months).toInstant(ZoneOffset.UTC);
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
