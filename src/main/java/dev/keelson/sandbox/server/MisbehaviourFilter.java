package dev.keelson.sandbox.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;

/** Spoils API calls as {@link Misbehaviour} says. */
@Component
@Order(0) // before the stand-ins' own filters: what is spoiled is the answer on its way to the caller
class MisbehaviourFilter extends OncePerRequestFilter {
    private final Misbehaviour misbehaviour;
    private final Map<String, StandIn> standIns;
    private final JsonMapper json;

    MisbehaviourFilter(Misbehaviour misbehaviour, List<StandIn> standIns, JsonMapper json) {
        this.misbehaviour = misbehaviour;
        this.standIns = standIns.stream().collect(Collectors.toMap(StandIn::vendor, Function.identity()));
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var standIn = standIns.get(request.getRequestURI().split("/", 3)[1]);
        if (standIn == null || !standIn.isApiCall(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        var plan = misbehaviour.nextCall(standIn.vendor());
        if (plan.isEmpty()) {
            chain.doFilter(request, response);
        } else {
            spoil(plan.get(), standIn, request, response, chain);
        }
    }

    private void spoil(
            CallMisbehaviour plan,
            StandIn standIn,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        if (!plan.replacesAnswer()) {
            // The effect is there at once, so that a caller who gives up waiting has nevertheless changed something.
            var answer = new ContentCachingResponseWrapper(response);
            chain.doFilter(request, answer);
            pause(plan.latencyMillis());
            answer.copyBodyToResponse();
            return;
        }
        if (plan.afterEffect()) {
            chain.doFilter(request, new ContentCachingResponseWrapper(response));
            response.reset();
        }
        pause(plan.latencyMillis());
        if (plan.reset()) {
            request.setAttribute(ResetValve.RESET, true);
        } else {
            answer(plan, standIn, response);
        }
    }

    private void answer(CallMisbehaviour plan, StandIn standIn, HttpServletResponse response) throws IOException {
        response.setStatus(plan.status());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        if (plan.retryAfterSeconds() > 0) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, plan.retryAfterSeconds());
        }
        response.getOutputStream().write(json.writeValueAsBytes(standIn.error(plan.status())));
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
