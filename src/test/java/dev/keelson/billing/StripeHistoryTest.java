package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.billing.StripeHistory.Entry;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The histories hold what is hard for a mirror: a property that is never put to the test holds of everything. */
class StripeHistoryTest {
    private final List<StripeHistory> histories =
            LongStream.range(0, 10).mapToObj(StripeHistory::random).toList();

    @Test
    void whatIsHardHappensInTheHistoriesOfTheNormalBuild() {
        assertThat(histories).as("burst").anyMatch(StripeHistoryTest::hasThreeStatesOfOneSecond);
        assertThat(entries(entry -> entry.object().path("livemode").booleanValue()))
                .as("other mode")
                .isNotEmpty();
        assertThat(entries(entry -> !entry.object().path("discounts").isEmpty()))
                .as("discount")
                .isNotEmpty();
        assertThat(entries(entry -> entry.object().has("current_period_end")))
                .as("old subscription")
                .isNotEmpty();
        assertThat(entries(entry -> is(entry, "invoice") && entry.object().has("subscription")))
                .as("old invoice")
                .isNotEmpty();
        assertThat(entries(entry ->
                        is(entry, "customer") && entry.object().path("metadata").isEmpty()))
                .as("customer that only Checkout knows")
                .isNotEmpty();
        for (String type : List.of(
                "product.deleted",
                "price.deleted",
                "customer.deleted",
                "invoice.deleted",
                "checkout.session.completed")) {
            assertThat(entries(entry -> entry.type().equals(type))).as(type).isNotEmpty();
        }
        assertThat(histories)
                .as("second customer of a user")
                .anyMatch(history ->
                        history.entries().stream().anyMatch(entry -> entry.id().endsWith("again")));
    }

    private static boolean is(Entry entry, String kind) {
        return entry.object().path("object").stringValue().equals(kind);
    }

    private List<Entry> entries(Predicate<Entry> wanted) {
        return histories.stream()
                .flatMap(history -> history.entries().stream())
                .filter(wanted)
                .toList();
    }

    private static boolean hasThreeStatesOfOneSecond(StripeHistory history) {
        return history.entries().stream()
                .collect(Collectors.groupingBy(entry -> entry.id() + entry.created(), Collectors.counting()))
                .values()
                .stream()
                .anyMatch(states -> states >= 3);
    }
}
