package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.analytics.BestTimes.Confidence;
import dev.keelson.social.analytics.BestTimes.Hour;
import dev.keelson.social.analytics.BestTimes.Result;
import dev.keelson.social.analytics.BestTimes.Slot;
import dev.keelson.social.analytics.FindBestTimes.Published;
import dev.keelson.social.networks.Platform;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BestTimesTest {
    private static final int SEEDS = 300;
    private static final Slot PLANTED = new Slot(DayOfWeek.TUESDAY, 18);

    /** Posts at the planted hour and at some others, with as much chance in them as networks have. */
    private static List<Result> results(Random random, int posts, int slots, double lift) {
        List<Slot> used = new ArrayList<>(List.of(PLANTED));
        while (used.size() < slots) {
            used.add(new Slot(DayOfWeek.of(1 + random.nextInt(7)), random.nextInt(24)));
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < posts; i++) {
            Slot slot = used.get(random.nextInt(slots));
            double better = slot.equals(PLANTED) ? Math.log(lift) : 0;
            results.add(new Result(slot, better + 0.7 * random.nextGaussian()));
        }
        return results;
    }

    @Test
    void plantedHourIsFound() {
        int found = 0;
        int sure = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var best = BestTimes.best(results(new Random(seed), 250, 20, 3));
            Hour first = best.getFirst();
            boolean isIt = first.weekday() == PLANTED.weekday() && first.hour() == PLANTED.hour();
            found += isIt ? 1 : 0;
            sure += isIt && first.confidence() == Confidence.HIGH ? 1 : 0;
        }

        assertThat(found).isGreaterThan(SEEDS * 98 / 100);
        assertThat(sure).isGreaterThan(SEEDS * 90 / 100);
    }

    @Test
    void noiseIsNotBelieved() {
        int believed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var best = BestTimes.best(results(new Random(seed), 250, 20, 1));
            believed += best.stream().anyMatch(hour -> hour.confidence() == Confidence.HIGH) ? 1 : 0;
        }

        assertThat(believed).isLessThan(SEEDS * 8 / 100);
    }

    @Test
    void fewPostsAreTrustedLessThanMany() {
        var random = new Random(1);
        var results = new ArrayList<>(results(random, 200, 15, 3));
        var luck = new Slot(DayOfWeek.FRIDAY, 3);
        for (int i = 0; i < 3; i++) {
            results.add(new Result(luck, Math.log(3)));
        }

        var best = BestTimes.best(results);
        var planted = best.getFirst();
        var lucky = best.stream().filter(hour -> hour.hour() == 3).findFirst().orElseThrow();

        assertThat(planted.hour()).isEqualTo(PLANTED.hour());
        assertThat(lucky.lift()).isLessThan(3);
        assertThat(lucky.high() / lucky.low()).isGreaterThan(planted.high() / planted.low());
        assertThat(lucky.confidence()).isNotEqualTo(Confidence.HIGH);
    }

    @Test
    void intervalHoldsTheLift() {
        for (int seed = 0; seed < 50; seed++) {
            for (Hour hour : BestTimes.best(results(new Random(seed), 120, 12, 2))) {
                assertThat(hour.lift()).isBetween(hour.low(), hour.high());
                assertThat(hour.posts()).isGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void singlePostsOfManyHoursSayNothing() {
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            results.add(new Result(new Slot(DayOfWeek.MONDAY, i), i));
        }

        assertThat(BestTimes.best(results)).isEmpty();
        assertThat(BestTimes.best(List.of())).isEmpty();
    }

    @Test
    void hourIsTheOneOnTheUsersClockOnBothSidesOfAChange() {
        var vienna = ZoneId.of("Europe/Vienna");
        // Both at 18:30 on a Saturday, before and after the clocks went back.
        var published = List.of(at("2026-10-24T16:30:00Z"), at("2026-10-31T17:30:00Z"));

        var results = FindBestTimes.results(published, FindBestTimes.medians(published), vienna);

        assertThat(results).extracting(Result::slot).containsOnly(new Slot(DayOfWeek.SATURDAY, 18));
    }

    private static Published at(String instant) {
        return new Published(UUID.randomUUID(), Platform.X, Instant.parse(instant), 10);
    }

    @Test
    void postOnSeveralNetworksCountsOnceAndEachNetworkForItself() {
        var post = UUID.randomUUID();
        var at = Instant.parse("2026-10-24T16:30:00Z");
        var published = List.of(
                new Published(post, Platform.X, at, 20),
                new Published(post, Platform.YOUTUBE, at, 2_000),
                new Published(UUID.randomUUID(), Platform.X, at.plusSeconds(7_200), 10),
                new Published(UUID.randomUUID(), Platform.YOUTUBE, at.plusSeconds(7_200), 1_000));

        var results = FindBestTimes.results(published, FindBestTimes.medians(published), ZoneId.of("UTC"));

        assertThat(results).hasSize(3);
        assertThat(results.getFirst().score()).isBetween(0.25, 0.3);
    }
}
