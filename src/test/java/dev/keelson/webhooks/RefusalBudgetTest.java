package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalBudgetTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final RefusalBudget budget = new RefusalBudget();

    private void spendAll(String address) {
        for (int i = 0; i < RefusalBudget.REFUSALS; i++) {
            assertThat(budget.spend(address, NOW)).isEmpty();
        }
    }

    @Test
    void whoHasSpentItIsToldHowLongToBeQuiet() {
        spendAll("192.0.2.1");

        assertThat(budget.spend("192.0.2.1", NOW)).contains(RefusalBudget.PAUSE);
        assertThat(budget.spend("192.0.2.1", NOW.plusMillis(500))).contains(RefusalBudget.PAUSE.minusMillis(500));
    }

    @Test
    void oneIsForgottenWithEveryPause() {
        spendAll("192.0.2.1");
        Instant later = NOW.plus(RefusalBudget.PAUSE);

        assertThat(budget.spend("192.0.2.1", later)).isEmpty();
        assertThat(budget.spend("192.0.2.1", later)).isPresent();
    }

    @Test
    void allIsForgottenInTheEndAndNoMoreThanAll() {
        spendAll("192.0.2.1");
        Instant muchLater = NOW.plus(Duration.ofDays(1));

        for (int i = 0; i < RefusalBudget.REFUSALS; i++) {
            assertThat(budget.spend("192.0.2.1", muchLater)).isEmpty();
        }
        assertThat(budget.spend("192.0.2.1", muchLater)).isPresent();
    }

    @Test
    void addressesDoNotShareIt() {
        spendAll("192.0.2.1");

        assertThat(budget.spend("192.0.2.2", NOW)).isEmpty();
    }

    @Test
    void onlySoManyAddressesAreRememberedAndTheQuietestIsForgottenFirst() {
        spendAll("quiet");
        spendAll("loud");
        for (int i = 0; i < RefusalBudget.MOST_ADDRESSES - 2; i++) {
            assertThat(budget.spend("address-" + i, NOW)).isEmpty();
            assertThat(budget.spend("loud", NOW)).isPresent();
        }
        assertThat(budget.spend("one more", NOW)).isEmpty();

        assertThat(budget.spend("quiet", NOW)).isEmpty();
        assertThat(budget.spend("loud", NOW)).isPresent();
    }

    @Test
    void clockThatWasSetBackPunishesNobodyForLong() {
        spendAll("192.0.2.1");

        assertThat(budget.spend("192.0.2.1", NOW.minusSeconds(3))).contains(RefusalBudget.PAUSE.plusSeconds(3));
    }
}
