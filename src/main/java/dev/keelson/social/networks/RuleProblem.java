package dev.keelson.social.networks;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of what the networks take. */
public enum RuleProblem implements ProblemType {
    POST_BREAKS_RULES(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A network would refuse the post",
            "Correct what 'errors' lists; POST /api/v1/social/posts/validate checks without publishing.");

    private final Facts facts;

    RuleProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
