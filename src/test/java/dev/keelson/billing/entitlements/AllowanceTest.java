package dev.keelson.billing.entitlements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How what comes from several sources goes together. */
class AllowanceTest {
    @Test
    void featuresOfAllSourcesAndTheHighestOfEachLimit() {
        var allowance = of(
                source("free", 1, List.of("drafts"), Map.of("posts", 10L, "seats", 3L), Map.of()),
                source("premium", 1, List.of("analytics"), Map.of("posts", 100L, "seats", 1L), Map.of()));

        assertThat(allowance.features()).containsExactly("analytics", "drafts");
        assertThat(most(allowance, "posts")).isEqualTo(100);
        assertThat(most(allowance, "seats")).isEqualTo(3);
        assertThat(allowance.limit("seats").orElseThrow().source()).isEqualTo("free");
    }

    @Test
    void plansOfTheSameKindAreNotAddedUp() {
        var allowance = of(
                source("premium", 5, List.of(), Map.of("posts", 100L), Map.of()),
                source("premium", 1, List.of(), Map.of("posts", 100L), Map.of()));

        assertThat(most(allowance, "posts")).isEqualTo(100);
    }

    @Test
    void addOnsComeOnTopAsOftenAsTheyWereBought() {
        var allowance = of(
                source("premium", 1, List.of(), Map.of("posts", 100L), Map.of()),
                source("more", 3, List.of(), Map.of(), Map.of("posts", 50L)),
                source("extra", 1, List.of(), Map.of(), Map.of("posts", 7L, "exports", 2L)));

        assertThat(most(allowance, "posts")).isEqualTo(257);
        assertThat(most(allowance, "exports")).isEqualTo(2);
        assertThat(allowance.limit("posts").orElseThrow().source()).isEqualTo("premium");
    }

    @Test
    void nothingComesOnTopOfNoLimit() {
        var allowance = of(
                source("more", 3, List.of(), Map.of(), Map.of("posts", 50L)),
                source("premium", 1, List.of(), unlimited("posts"), Map.of()));

        assertThat(most(allowance, "posts")).isEqualTo(UserEntitlements.UNLIMITED);
    }

    @Test
    void absurdAddOnsDoNotOverflow() {
        var allowance =
                of(source("more", Long.MAX_VALUE, List.of(), Map.of(), Map.of("posts", 999_999_999_999_999_999L)));

        assertThat(most(allowance, "posts")).isEqualTo(UserEntitlements.UNLIMITED - 1);
    }

    private static Allowance of(Allowance.Source... sources) {
        return Allowance.of("premium", List.of(sources), Reset.Billing.NONE, null);
    }

    private static long most(Allowance allowance, String name) {
        return allowance.limit(name).orElseThrow().most();
    }

    private static Allowance.Source source(
            String plan,
            long quantity,
            List<String> features,
            Map<String, @Nullable Long> limits,
            Map<String, Long> added) {
        return new Allowance.Source(
                Allowance.Kind.SUBSCRIPTION, plan, "prod_" + plan, null, quantity, null, features, limits, added);
    }

    private static Map<String, @Nullable Long> unlimited(String name) {
        var limits = new HashMap<String, @Nullable Long>();
        limits.put(name, null);
        return limits;
    }
}
