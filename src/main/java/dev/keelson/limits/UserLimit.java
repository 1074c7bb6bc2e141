package dev.keelson.limits;

import dev.keelson.shared.CurrentUserAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits what one user may send: all of it together, and each kind of it. Before it is looked at whether they may at all. */
final class UserLimit extends OncePerRequestFilter {
    private final RateLimits limits;
    private final RateLimitAnswer answer;

    UserLimit(RateLimits limits, RateLimitAnswer answer) {
        this.limits = limits;
        this.answer = answer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof CurrentUserAuthentication known) {
            String user = known.getPrincipal().id().toString();
            var kind = EndpointClasses.of(request.getMethod(), request.getRequestURI());
            // The kind first: what it refuses does not count against the other kinds.
            for (RateLimitPolicy policy : List.of(kind, RateLimitPolicy.USER)) {
                Taken taken = limits.take(policy, user);
                answer.tell(taken, request, response);
                if (!taken.allowed()) {
                    answer.refuse(taken, request, response);
                    return;
                }
            }
        }
        chain.doFilter(request, response);
    }
}
