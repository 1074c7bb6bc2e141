package dev.keelson.social.analytics;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of asking for numbers. */
enum AnalyticsProblem implements ProblemType {
    ANALYTICS_BUDGET_SPENT(
            HttpStatus.TOO_MANY_REQUESTS,
            "The limit of requests for analytics is used up",
            "What is known can be read all the while; refresh it after 'Retry-After' seconds.");

    private final Facts facts;

    AnalyticsProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
