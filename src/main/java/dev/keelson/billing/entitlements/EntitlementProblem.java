package dev.keelson.billing.entitlements;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with doing what a plan does not include. */
enum EntitlementProblem implements ProblemType {
    FEATURE_NOT_INCLUDED(
            HttpStatus.FORBIDDEN,
            "Your plan does not include this",
            "See GET /api/v1/billing/plans for a plan that does, and open a Checkout for it."),
    LIMIT_REACHED(
            HttpStatus.FORBIDDEN,
            "Your plan's limit is reached",
            "See GET /api/v1/billing/plans for a plan with more.");

    private final Facts facts;

    EntitlementProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
