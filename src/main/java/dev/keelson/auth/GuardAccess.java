package dev.keelson.auth;

import dev.keelson.auth.AccessRule.Demand;
import dev.keelson.auth.AccessRule.Who;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Keeps the {@link AccessRules}. An address that no rule knows is let through to whoever is signed in, so that they learn that
 * there is nothing; administration is closed to all others even there.
 */
@Component
class GuardAccess implements AuthorizationManager<RequestAuthorizationContext>, AccessDeniedHandler {
    private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);
    private static final AuthorizationResult SIGN_IN_FIRST = new AuthorizationDecision(false);
    private static final String ADMINISTRATION = "/api/v1/admin";

    /** Denied, and why. */
    private record Refusal(Problem problem) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return false;
        }
    }

    private final ProblemWriter problems;

    GuardAccess(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        if (!(authentication.get() instanceof CurrentUserAuthentication caller)) {
            return SIGN_IN_FIRST;
        }
        var request = context.getRequest();
        var path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        return AccessRules.find(HttpMethod.valueOf(request.getMethod()), path)
                .map(rule -> judge(rule, caller))
                .orElseGet(() -> withoutRule(path.value(), caller));
    }

    private static AuthorizationResult judge(AccessRule rule, CurrentUserAuthentication caller) {
        if (!rule.who().includes(caller.getPrincipal().role())) {
            return roleForbids();
        }
        if (rule.demands(Demand.IN_PERSON) && caller.impersonator() != null) {
            return new Refusal(Problem.of(
                    AuthProblem.IMPERSONATION_FORBIDDEN, "Somebody acts in the user's place in this session."));
        }
        if (rule.demands(Demand.REVERIFIED) && !Reverification.STRICT.isSatisfiedBy(caller.factors())) {
            return new Refusal(Problem.of(
                            AuthProblem.REVERIFICATION_NEEDED,
                            "The last proof of who you are is too long ago for this.")
                    .with("clerk_error", Reverification.STRICT.clerkError()));
        }
        return GRANTED;
    }

    private static AuthorizationResult withoutRule(String path, CurrentUserAuthentication caller) {
        boolean administration = path.equals(ADMINISTRATION) || path.startsWith(ADMINISTRATION + "/");
        return administration && !Who.ADMIN.includes(caller.getPrincipal().role()) ? roleForbids() : GRANTED;
    }

    private static Refusal roleForbids() {
        return new Refusal(Problem.of(CommonProblem.FORBIDDEN, "Your role does not allow this."));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        Problem problem = denied instanceof AuthorizationDeniedException known
                        && known.getAuthorizationResult() instanceof Refusal refusal
                ? refusal.problem()
                : Problem.of(CommonProblem.FORBIDDEN, "This is not allowed.");
        problems.write(problem, request, response);
    }
}
