package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may choose the date freely may choose the price freely. */
class ProrationDatesTest {
    private static final Instant NOW = Instant.parse("2026-11-15T12:00:00Z");
    private static final Duration HALF_A_MONTH = Duration.ofDays(15);

    private final ProrationDates live = dates("sk_live_1");

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-14M", "PT30S"})
    void dateOfAFreshPreviewIsTaken(Duration ago) {
        assertThatCode(() -> live.check(subscription(), NOW.plus(ago))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-16M", "P-10D", "PT2M", "P14D"})
    void dateThatWasChosenIsRefused(Duration ago) {
        assertThat(refused(live, NOW.plus(ago))).isEqualTo(BillingProblem.PREVIEW_OUTDATED);
    }

    @Test
    void testClocksMayBeMovedWithinThePeriod() {
        var test = dates("sk_test_1");

        assertThatCode(() -> test.check(subscription(), NOW.plus(Duration.ofDays(10))))
                .doesNotThrowAnyException();
        assertThat(refused(test, NOW.plus(Duration.ofDays(20)))).isEqualTo(BillingProblem.PREVIEW_OUTDATED);
        assertThat(refused(test, NOW.minus(Duration.ofDays(20)))).isEqualTo(BillingProblem.PREVIEW_OUTDATED);
    }

    private static Object refused(ProrationDates dates, Instant date) {
        return catchThrowableOfType(ProblemException.class, () -> dates.check(subscription(), date))
                .problem()
                .type();
    }

    private static ProrationDates dates(String key) {
        return new ProrationDates(
                () -> NOW,
                TestClients.settings(StripeSettings.class, "stripe", "secret-key", key, "api-url", "http://x"));
    }

    private static Subscription subscription() {
        return new Subscription(
                UUID.randomUUID(),
                "sub_1",
                "active",
                "usd",
                NOW.minus(HALF_A_MONTH),
                NOW.plus(HALF_A_MONTH),
                null,
                false,
                null,
                null,
                null,
                List.of(),
                NOW,
                NOW);
    }
}
