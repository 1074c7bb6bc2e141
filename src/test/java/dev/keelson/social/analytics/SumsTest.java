package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SumsTest {
    private static final List<MetricState> STATES = List.of(MetricState.values());
    private static final List<Platform> PLATFORMS = List.of(Platform.values());
    private static final List<MetricReason> REASONS =
            List.of(MetricReason.NOT_ASKED_YET, MetricReason.STILL_PROCESSING, MetricReason.NEEDS_RELINK);

    /** One post on a network, with numbers that are there or not. */
    private static Sums.Group post(Random random) {
        var platform = PLATFORMS.get(random.nextInt(PLATFORMS.size()));
        var state = STATES.get(random.nextInt(STATES.size()));
        var network = NetworkMetrics.on(platform);
        Counts counts = Counts.of(
                metric -> network.tells(metric) && random.nextInt(3) > 0 ? Long.valueOf(random.nextInt(1_000)) : null);
        var reason = state == MetricState.COLLECTED ? null : REASONS.get(random.nextInt(REASONS.size()));
        return new Sums.Group(platform, state, reason, 1, known(counts), counts);
    }

    private static Map<Metric, Long> known(Counts counts) {
        Map<Metric, Long> known = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            known.put(metric, counts.get(metric) == null ? 0L : 1L);
        }
        return known;
    }

    @Test
    void sumsAreTheSumsOfTheirPartsHoweverTheyAreGrouped() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            List<Sums.Group> posts = new ArrayList<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                posts.add(post(random));
            }
            var whole = MakeReport.sums(posts);
            Collections.shuffle(posts, random);
            int cut = posts.isEmpty() ? 0 : random.nextInt(posts.size());
            var parts = MakeReport.sums(posts.subList(0, cut)).plus(MakeReport.sums(posts.subList(cut, posts.size())));

            assertThat(parts).as("seed %d", seed).isEqualTo(whole);
            for (Metric metric : Metric.values()) {
                check(whole, metric, posts);
            }
        }
    }

    private static void check(Sums whole, Metric metric, List<Sums.Group> posts) {
        var values = posts.stream()
                .map(post -> post.values().get(metric))
                .filter(Objects::nonNull)
                .toList();
        var sum = whole.get(metric);
        assertThat(sum.known()).isEqualTo(values.size());
        assertThat(sum.value())
                .isEqualTo(
                        values.isEmpty()
                                ? null
                                : Long.valueOf(values.stream()
                                        .mapToLong(Long::longValue)
                                        .sum()));
        assertThat(sum.known()
                        + sum.missing().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isEqualTo(whole.posts())
                .isEqualTo(posts.size());
    }

    @Test
    void nothingIsNoZero() {
        assertThat(Sums.NONE.views().value()).isNull();
        assertThat(Sums.NONE.posts()).isZero();
    }

    @Test
    void missingNumberSaysWhy() {
        assertThat(Sums.reason(Platform.YOUTUBE, Metric.CLICKS, MetricState.COLLECTED, null))
                .isEqualTo(MetricReason.NOT_TOLD_BY_NETWORK);
        assertThat(Sums.reason(Platform.YOUTUBE, Metric.LIKES, MetricState.COLLECTED, null))
                .isEqualTo(MetricReason.NOT_IN_ANSWER);
        assertThat(Sums.reason(Platform.TIKTOK, Metric.LIKES, MetricState.PENDING, MetricReason.STILL_PROCESSING))
                .isEqualTo(MetricReason.STILL_PROCESSING);
    }
}
