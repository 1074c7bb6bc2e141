package dev.keelson.billing.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsOfMetersTest {
    private static MeterSettings keeping(Duration keep) {
        return new MeterSettings(
                Duration.ofSeconds(5),
                100,
                8,
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                keep,
                Duration.ofDays(400));
    }

    @Test
    void sentUsageIsKeptLongerThanItCouldBeSent() {
        assertThat(keeping(Duration.ofDays(36)).isKeptAsLongAsItCouldBeSent()).isTrue();
        assertThat(keeping(Duration.ofDays(35)).isKeptAsLongAsItCouldBeSent()).isFalse();
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        var settings = keeping(Duration.ofDays(40));

        assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.pauseAfter(3)).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.pauseAfter(1_000)).isEqualTo(Duration.ofMinutes(15));
    }
}
