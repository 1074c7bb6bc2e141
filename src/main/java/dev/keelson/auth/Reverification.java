package dev.keelson.auth;

import dev.keelson.shared.FactorAges;
import java.util.Locale;
import java.util.Map;

/**
 * How freshly somebody must have proved who they are: Clerk's presets, with its own rules for them
 * (<a href="https://clerk.com/docs/guides/secure/reverification">reverification</a>). All three want the second factor, and
 * are content with the first where the person has no second.
 */
enum Reverification {
    /** Within ten minutes. */
    STRICT(10),
    /** Within an hour. */
    MODERATE(60),
    /** Within a day. */
    LAX(1440);

    private final int minutes;

    Reverification(int minutes) {
        this.minutes = minutes;
    }

    boolean isSatisfiedBy(FactorAges ages) {
        return isFresh(ages.second() == FactorAges.NEVER ? ages.first() : ages.second());
    }

    private boolean isFresh(long age) {
        return age != FactorAges.NEVER && age < minutes;
    }

    /** What Clerk's {@code useReverification()} looks for under {@code clerk_error} in an answer with status 403. */
    Map<String, Object> clerkError() {
        return Map.of(
                "type",
                "forbidden",
                "reason",
                "reverification-error",
                "metadata",
                Map.of("reverification", name().toLowerCase(Locale.ROOT)));
    }
}
