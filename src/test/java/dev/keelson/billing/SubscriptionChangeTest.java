package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Whether a change has taken effect is read from the subscription when its answer was lost. */
class SubscriptionChangeTest {
    private static final long PERIOD_END = 1_800_000_000L;

    @ParameterizedTest
    @CsvSource({
        "false,           , false",
        "true,            , true",
        "true, 1800000000, true",
        "false, 1800000000, true",
        "false, 1799000000, true",
        // To end then was decided before.
        "false, 1830000000, false"
    })
    void cancellationAtThePeriodsEndIsNoOtherOne(boolean atPeriodEnd, @Nullable Long cancelAt, boolean made) {
        var change = new SubscriptionChange(
                UUID.randomUUID(), "sub_1", SubscriptionChange.Type.CANCEL_AT_PERIOD_END, null, null, null, null, null);

        assertThat(change.isMade(subscription(atPeriodEnd, cancelAt))).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"false, , true", "true, , false", "false, 1830000000, false"})
    void whatIsKeptEndsOnNoDay(boolean atPeriodEnd, @Nullable Long cancelAt, boolean made) {
        var change = new SubscriptionChange(
                UUID.randomUUID(), "sub_1", SubscriptionChange.Type.KEEP_BEYOND_DATE, null, null, null, null, null);

        assertThat(change.isMade(subscription(atPeriodEnd, cancelAt))).isEqualTo(made);
    }

    private static ObjectNode subscription(boolean atPeriodEnd, @Nullable Long cancelAt) {
        var item = StripeObjects.item("si_1", StripeObjects.price("price_1", "prod_1", 1900));
        item.put("current_period_start", PERIOD_END - 86_400).put("current_period_end", PERIOD_END);
        var subscription = StripeObjects.subscription("sub_1", "cus_1", "active", List.of(item));
        return subscription.put("cancel_at_period_end", atPeriodEnd).put("cancel_at", cancelAt);
    }
}
