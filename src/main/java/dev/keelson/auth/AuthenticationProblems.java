package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemWriter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.stereotype.Component;

/** Answers requests that are not let in. */
@Component
class AuthenticationProblems implements AuthenticationEntryPoint {
    private final ProblemWriter problems;
    private final MeterRegistry metrics;

    AuthenticationProblems(ProblemWriter problems, MeterRegistry metrics) {
        this.problems = problems;
        this.metrics = metrics;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        Problem problem = problem(e);
        metrics.counter("auth.refused", "code", problem.type().name()).increment();
        if (problem.type().status() == HttpStatus.UNAUTHORIZED) {
            // RFC 6750, section 3: an error only where a token was sent.
            boolean tokenSent = problem.type() != CommonProblem.UNAUTHENTICATED;
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, tokenSent ? "Bearer error=\"invalid_token\"" : "Bearer");
        }
        problems.write(problem, request, response);
    }

    private static Problem problem(AuthenticationException e) {
        return switch (e) {
            case RefusedAuthentication refused -> refused.problem();
            case OAuth2AuthenticationException _ ->
                Problem.of(AuthProblem.TOKEN_REJECTED, "The 'Authorization' header is not 'Bearer' and one token.");
            default -> Problem.of(CommonProblem.UNAUTHENTICATED, "This needs a valid session token.");
        };
    }
}
