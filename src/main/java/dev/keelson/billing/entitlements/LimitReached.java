package dev.keelson.billing.entitlements;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;

/**
 * Thrown where more would be used than the plan allows; nothing was counted. Unless somebody catches it, it leaves the API as
 * the problem {@code LIMIT_REACHED} with the members {@code limit}, {@code used}, {@code requested} and {@code resetsAt}.
 */
@SuppressWarnings("serial") // never serialised
public class LimitReached extends ProblemException {
    private final Usage usage;

    LimitReached(Usage usage, long requested) {
        super(problem(usage, requested));
        this.usage = usage;
    }

    /** As it is, without what was refused. */
    public Usage usage() {
        return usage;
    }

    private static Problem problem(Usage usage, long requested) {
        var problem = Problem.of(
                        EntitlementProblem.LIMIT_REACHED,
                        "%d of %d of '%s' are used, and %d more were wanted."
                                .formatted(usage.used(), usage.limit(), usage.name(), requested))
                .with("name", usage.name())
                .with("limit", usage.limit())
                .with("used", usage.used())
                .with("requested", requested);
        return usage.resetsAt() == null
                ? problem
                : problem.with("resetsAt", usage.resetsAt())
                        .action(
                                "Wait until counting begins anew at %s, or see GET /api/v1/billing/plans for a plan with more."
                                        .formatted(usage.resetsAt()));
    }
}
