package dev.keelson.billing.standing;

import dev.keelson.billing.standing.Trouble.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a user stands: what they have, what is wrong with it, and what they can do.
 *
 * @param plan {@code free} where they pay for nothing
 * @param subscription what gives the plan; null on the free plan
 * @param issues the worst first
 */
record Status(String plan, @Nullable Subscription subscription, List<Issue> issues) {
    /**
     * @param id ours
     * @param status Stripe's own
     * @param since when it began
     * @param paidUntil the end of the present billing period
     * @param renewsAt when the next period begins; null where none will
     * @param endsAt when the user loses it, because it is cancelled or not paid; null where that is not to be expected
     */
    record Subscription(
            UUID id,
            String status,
            @Nullable Instant since,
            @Nullable Instant paidUntil,
            @Nullable Instant trialEndsAt,
            @Nullable Instant renewsAt,
            @Nullable Instant endsAt) {}

    /**
     * @param kind stable, for a program
     * @param severity {@code error}, {@code warning} or {@code info}
     * @param since null where nobody knows
     * @param until when it ends, or what it threatens comes
     * @param subject what it is about
     * @param text for the user
     * @param actions what they can do
     */
    record Issue(
            String kind,
            String severity,
            @Nullable Instant since,
            @Nullable Instant until,
            Subject subject,
            String text,
            List<Action> actions) {

        static Issue from(Trouble trouble) {
            var advice = Advice.on(trouble);
            return new Issue(
                    trouble.kind().id(),
                    Objects.requireNonNull(trouble.kind().severity()).name().toLowerCase(Locale.ROOT),
                    trouble.since(),
                    trouble.until(),
                    new Subject(trouble.kind().subjectType(), trouble.id(), trouble.subject()),
                    advice.text(),
                    advice.actions());
        }
    }

    /**
     * @param type {@code invoice}, {@code subscription}, {@code payment_method} or {@code dispute}
     * @param id ours
     */
    record Subject(String type, @Nullable UUID id, String stripeId) {}

    static List<Issue> issues(List<Trouble> troubles) {
        return troubles.stream()
                .filter(trouble -> trouble.kind().severity() != null)
                .sorted(Comparator.<Trouble, Severity>comparing(
                                trouble -> Objects.requireNonNull(trouble.kind().severity()))
                        .thenComparing(Trouble::kind)
                        .thenComparing(Trouble::since, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(Trouble::subject))
                .map(Issue::from)
                .toList();
    }
}
