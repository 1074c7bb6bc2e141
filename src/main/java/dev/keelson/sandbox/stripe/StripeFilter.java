package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.sandbox.server.SandboxStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all API calls have in common: the key, the request's id, and that a write is one transaction together with the
 * answer that is kept for its {@code Idempotency-Key}. A write that is refused leaves nothing behind.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class StripeFilter extends OncePerRequestFilter {
    static final String REQUEST_ID = StripeFilter.class.getName() + ".requestId";
    static final String IDEMPOTENCY_KEY = StripeFilter.class.getName() + ".idempotencyKey";

    /** Set on a request whose answer is an error and which took effect all the same. */
    static final String LASTING = StripeFilter.class.getName() + ".lasting";

    private final SandboxStore store;
    private final IdempotentAnswers answers;

    StripeFilter(SandboxStore store, IdempotentAnswers answers) {
        this.store = store;
        this.answers = answers;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !StripeStandIn.isOfApi(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var requestId = SandboxIds.next("req_");
        request.setAttribute(REQUEST_ID, requestId);
        response.setHeader("Request-Id", requestId);
        response.setHeader("Stripe-Version", "2026-07-29.dahlia");
        var refusal = refusal(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (refusal.isPresent()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Stripe\"");
            write(response, HttpStatus.UNAUTHORIZED.value(), refusal.get());
        } else if (request.getMethod().equals(HttpMethod.GET.name())) {
            chain.doFilter(request, response);
        } else {
            change(request, response, chain);
        }
    }

    private void change(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var answer = new ContentCachingResponseWrapper(response);
        try {
            store.atomically(() -> {
                answerOnce(request, answer, chain);
                if (answer.getStatus() >= 400 && request.getAttribute(LASTING) == null) {
                    throw new Refused();
                }
            });
        } catch (Refused e) {
            // Rolled back; the answer says why.
        } catch (Failed e) {
            throw new ServletException(e.getCause());
        }
        answer.copyBodyToResponse();
    }

    private void answerOnce(HttpServletRequest request, ContentCachingResponseWrapper answer, FilterChain chain) {
        var key = key(request);
        try {
            if (key == null) {
                chain.doFilter(request, answer);
                return;
            }
            request.setAttribute(IDEMPOTENCY_KEY, key);
            if (!answers.replay(key, request, answer)) {
                chain.doFilter(request, answer);
                answers.keep(key, request, answer);
            }
        } catch (StripeError e) {
            writeUnchecked(answer, e);
        } catch (IOException | ServletException e) {
            throw new Failed(e);
        }
    }

    private static @Nullable String key(HttpServletRequest request) {
        return request.getMethod().equals(HttpMethod.POST.name()) ? request.getHeader("Idempotency-Key") : null;
    }

    private static Optional<ObjectNode> refusal(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.of(new StripeError(
                            HttpStatus.UNAUTHORIZED,
                            "invalid_request_error",
                            "You did not provide an API key. You need to provide your API key in the Authorization header,"
                                    + " using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
                    .body());
        }
        if (SandboxKeys.STRIPE_SECRET_KEY.equals(apiKey(authorization))) {
            return Optional.empty();
        }
        return Optional.of(
                new StripeError(HttpStatus.UNAUTHORIZED, "invalid_request_error", "Invalid API Key provided").body());
    }

    /** Bearer, or the user name of Basic, as {@code curl -u sk_test_…:} sends it. */
    private static String apiKey(String authorization) {
        if (authorization.startsWith("Bearer ")) {
            return authorization.substring("Bearer ".length()).strip();
        }
        if (authorization.startsWith("Basic ")) {
            try {
                var credentials = new String(
                        Base64.getDecoder()
                                .decode(authorization
                                        .substring("Basic ".length())
                                        .strip()),
                        StandardCharsets.UTF_8);
                return credentials.split(":", 2)[0];
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        return "";
    }

    private static void writeUnchecked(HttpServletResponse response, StripeError error) {
        try {
            write(response, error.status().value(), error.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(HttpServletResponse response, int status, ObjectNode body) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Rolls back. */
    private static class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Carries a checked exception through the transaction. */
    private static class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(Exception cause) {
            super(cause);
        }
    }
}
