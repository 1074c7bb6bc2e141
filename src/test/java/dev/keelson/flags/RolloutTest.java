package dev.keelson.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keelson.shared.UserId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
    private static final List<String> KEYS = List.of("composer", "composer-2", "billing.annual", "a");
    private static final List<UserId> USERS = users(new Random(20260214));

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 25, 50, 75, 90, 99})
    void shareIsThePercentageWithinThreePoints(int percentage) {
        for (var key : KEYS) {
            assertThat(share(key, percentage)).as(key).isCloseTo(percentage, within(3.0));
        }
    }

    @Test
    void noneAndAllAreExact() {
        for (var key : KEYS) {
            assertThat(share(key, 0)).isZero();
            assertThat(share(key, 100)).isEqualTo(100);
        }
    }

    @Test
    void whoIsInStaysInWhenThePercentageGrows() {
        for (var key : KEYS) {
            for (var user : USERS) {
                boolean before = false;
                for (int percentage = 0; percentage <= 100; percentage += 5) {
                    boolean now = Rollout.includes(key, user, percentage);
                    assertThat(now || !before)
                            .as("%s %s %d", key, user, percentage)
                            .isTrue();
                    before = now;
                }
            }
        }
    }

    @Test
    void earlyForOneFlagSaysNothingAboutAnother() {
        long both = USERS.stream()
                .filter(user -> Rollout.includes("composer", user, 50) && Rollout.includes("composer-2", user, 50))
                .count();

        assertThat(both * 100.0 / USERS.size()).isCloseTo(25, within(3.0));
    }

    /** Fixed numbers: after an upgrade, too, the same users are in. */
    @Test
    void placeOfAUserNeverChanges() {
        var user = UserId.of("0198c0de-0000-7000-8000-000000000001");

        assertThat(Rollout.includes("composer", user, 26)).isFalse();
        assertThat(Rollout.includes("composer", user, 27)).isTrue();
    }

    private static double share(String key, int percentage) {
        return USERS.stream()
                        .filter(user -> Rollout.includes(key, user, percentage))
                        .count()
                * 100.0
                / USERS.size();
    }

    private static List<UserId> users(Random random) {
        return Stream.generate(() -> new UserId(new UUID(random.nextLong(), random.nextLong())))
                .limit(10_000)
                .toList();
    }
}
