package dev.keelson.limits;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Limits what one address may send, before anything is spent on its token. */
final class AddressLimit extends OncePerRequestFilter {
    /** Load balancers and Prometheus ask there, from one address and all the time. */
    private static final String ACTUATOR = "/actuator/";

    private final RateLimits limits;
    private final RateLimitAnswer answer;

    AddressLimit(RateLimits limits, RateLimitAnswer answer) {
        this.limits = limits;
        this.answer = answer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith(ACTUATOR);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Taken taken = limits.take(RateLimitPolicy.ADDRESS, ClientAddress.key(request.getRemoteAddr()));
        answer.tell(taken, request, response);
        if (taken.allowed()) {
            chain.doFilter(request, response);
        } else {
            answer.refuse(taken, request, response);
        }
    }
}
