package dev.keelson.social.analytics;

import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * When a post is asked for: often while its numbers move, and ever less. What was missed while nobody asked is made up for once,
 * not step by step. A network that tells nothing before a day is not asked before, and a story not after its day.
 */
@Component
class Cadence {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    /** So long before a story's numbers are gone they are asked for a last time. */
    private static final Duration BEFORE_THE_END = Duration.ofHours(1);

    private final AnalyticsSettings settings;

    Cadence(AnalyticsSettings settings) {
        this.settings = settings;
    }

    /** The first of its times after now; empty where there is none any more, or never was. */
    Optional<Instant> next(Platform platform, Instant publishedAt, boolean story, Instant now) {
        var network = NetworkMetrics.on(platform);
        if (network.known() == NetworkMetrics.Knowledge.NO_ANALYTICS) {
            return Optional.empty();
        }
        Duration earliest =
                network.lag() == null ? Duration.ZERO : network.lag().from();
        return (story ? agesOfAStory() : ages())
                .filter(age -> age.compareTo(earliest) >= 0)
                .map(publishedAt::plus)
                .filter(at -> at.isAfter(now))
                .findFirst();
    }

    private Stream<Duration> ages() {
        Duration lastEarly = settings.early().getLast();
        Stream<Duration> daily = Stream.iterate(DAY, age -> age.compareTo(settings.dailyUntil()) <= 0, DAY::plus)
                .filter(age -> age.compareTo(lastEarly) > 0);
        Stream<Duration> weekly = Stream.iterate(
                settings.dailyUntil().plus(WEEK), age -> age.compareTo(settings.weeklyUntil()) <= 0, WEEK::plus);
        return Stream.of(settings.early().stream(), daily, weekly).flatMap(ages -> ages);
    }

    private Stream<Duration> agesOfAStory() {
        Duration last = NetworkMetrics.STORY_LIFE.minus(BEFORE_THE_END);
        return Stream.concat(ages().takeWhile(age -> age.compareTo(last) < 0), Stream.of(last));
    }
}
