package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final Instant PUBLISHED = Instant.parse("2026-11-01T10:00:00Z");

    private final Cadence cadence = new Cadence(TestSettings.usual());

    /** The ages at which it is asked for, where each time is kept to. */
    private List<Duration> ages(Platform platform, boolean story) {
        List<Duration> ages = new ArrayList<>();
        Instant now = PUBLISHED;
        for (var next = cadence.next(platform, PUBLISHED, story, now);
                next.isPresent();
                next = cadence.next(platform, PUBLISHED, story, now)) {
            now = next.get();
            ages.add(Duration.between(PUBLISHED, now));
        }
        return ages;
    }

    @Test
    void postIsAskedForLessAndLess() {
        var ages = ages(Platform.BLUESKY, false);

        assertThat(ages.subList(0, 5))
                .containsExactly(
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        Duration.ofHours(12),
                        Duration.ofDays(1),
                        Duration.ofDays(2));
        assertThat(ages.subList(9, 12)).containsExactly(Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(21));
        assertThat(ages).hasSize(3 + 7 + 11).endsWith(Duration.ofDays(84));
    }

    @Test
    void slowNetworkIsNotAskedBeforeItCanTell() {
        assertThat(ages(Platform.TIKTOK, false)).startsWith(Duration.ofDays(1), Duration.ofDays(2));
        assertThat(ages(Platform.PINTEREST, false)).startsWith(Duration.ofDays(1));
    }

    @Test
    void storyIsAskedForOnceMoreBeforeItsDayIsOverAndThenNoMore() {
        assertThat(ages(Platform.INSTAGRAM, true))
                .containsExactly(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(12), Duration.ofHours(23));
    }

    @Test
    void networkWithoutAnalyticsIsNeverAsked() {
        assertThat(ages(Platform.TELEGRAM, false)).isEmpty();
        assertThat(ages(Platform.GMB, false)).isEmpty();
    }

    @Test
    void whatWasMissedIsMadeUpForOnce() {
        Instant afterAWeekDown = PUBLISHED.plus(Duration.ofDays(6)).plus(Duration.ofHours(5));

        assertThat(cadence.next(Platform.X, PUBLISHED, false, afterAWeekDown))
                .hasValue(PUBLISHED.plus(Duration.ofDays(7)));
        assertThat(cadence.next(Platform.X, PUBLISHED, false, PUBLISHED.plus(Duration.ofDays(90))))
                .isEmpty();
    }

    @Test
    void failuresWaitLongerAndLonger() {
        var settings = TestSettings.usual();

        assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.pauseAfter(3)).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.pauseAfter(1_000)).isEqualTo(Duration.ofHours(6));
    }
}
