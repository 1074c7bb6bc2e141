package dev.keelson.auth;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemType;
import org.springframework.security.core.AuthenticationException;

/** A token, or the user or session behind it, that is not let in; leaves the API as its problem. */
@SuppressWarnings("serial") // never serialised
final class RefusedAuthentication extends AuthenticationException {
    private final Problem problem;

    RefusedAuthentication(Problem problem) {
        super(problem.type().name());
        this.problem = problem;
    }

    RefusedAuthentication(Problem problem, Throwable cause) {
        super(problem.type().name(), cause);
        this.problem = problem;
    }

    static RefusedAuthentication because(ProblemType type, String detail) {
        return new RefusedAuthentication(Problem.of(type, detail));
    }

    Problem problem() {
        return problem;
    }
}
