package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncPaceTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private Instant now = START;
    private final SyncPace pace = new SyncPace(settings(null), () -> now, this::sleep);

    private void sleep(Duration duration) {
        now = now.plus(duration);
    }

    static SyncSettings settings(@Nullable Double stripesPerSecond) {
        var unset = new SyncSettings.Vendor(null, null);
        return new SyncSettings(
                true,
                LocalTime.of(3, 10),
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Duration.ofMinutes(2),
                8,
                Duration.ofSeconds(5),
                10,
                0.2,
                Duration.ofDays(30),
                unset,
                new SyncSettings.Vendor(stripesPerSecond, null),
                unset);
    }

    @Test
    void callsAreSpacedEvenly() {
        List<Duration> at = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            pace.await(WebhookProvider.STRIPE);
            at.add(Duration.between(START, now));
        }

        assertThat(at).first().isEqualTo(Duration.ZERO);
        assertThat(at).last().isEqualTo(Duration.ofSeconds(2));
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i).minus(at.get(i - 1))).isEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void silenceIsNotSavedUp() {
        pace.await(WebhookProvider.AYRSHARE);
        now = now.plusSeconds(60);
        pace.await(WebhookProvider.AYRSHARE);
        Instant first = now;

        pace.await(WebhookProvider.AYRSHARE);

        assertThat(Duration.between(first, now)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void vendorsDoNotWaitForEachOther() {
        pace.pause(WebhookProvider.STRIPE, START.plusSeconds(30));

        pace.await(WebhookProvider.CLERK);

        assertThat(now).isEqualTo(START);
    }

    @Test
    void nobodysTurnComesWhileTheVendorWantsAPause() {
        pace.pause(WebhookProvider.STRIPE, START.plusSeconds(30));
        pace.pause(WebhookProvider.STRIPE, START.plusSeconds(3));

        pace.await(WebhookProvider.STRIPE);

        assertThat(now).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void whatIsSetCounts() {
        var slow = new SyncPace(settings(0.5), () -> now, this::sleep);

        slow.await(WebhookProvider.STRIPE);
        slow.await(WebhookProvider.STRIPE);

        assertThat(now).isEqualTo(START.plusSeconds(2));
    }

    @Test
    void stoppingNodeWaitsForNobody() {
        var stopping = new SyncPace(settings(null), () -> now, _ -> {
            throw new InterruptedException();
        });
        stopping.await(WebhookProvider.STRIPE);

        assertThatThrownBy(() -> stopping.await(WebhookProvider.STRIPE)).isInstanceOf(SyncStoppedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
