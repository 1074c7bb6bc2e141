package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * The answers kept for {@code Idempotency-Key}s, for 24 real hours
 * (<a href="https://docs.stripe.com/api/idempotent_requests">Stripe's rules</a>). Refused writes are not kept.
 */
@Component
class IdempotentAnswers {
    private static final String KIND = "stripe.idempotency_key";
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MAX_LENGTH = 255;

    private final SandboxStore store;
    private final Clock clock;

    IdempotentAnswers(SandboxStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * @return whether there was an answer, which is given again
     * @throws StripeError where the key was used for something else
     */
    boolean replay(String key, HttpServletRequest request, ContentCachingResponseWrapper answer) throws IOException {
        if (key.isBlank() || key.length() > MAX_LENGTH) {
            throw StripeError.invalid("The Idempotency-Key must have 1 to 255 characters.");
        }
        var kept = store.find(KIND, key).filter(found -> clock.instant().isBefore(end(Json.number(found, "created"))));
        if (kept.isEmpty()) {
            return false;
        }
        var found = kept.get();
        if (!Json.is(found, "path", request.getRequestURI())) {
            throw misused("Keys for idempotent requests can only be used for the same endpoint they were first used for"
                    + " ('%s' vs '%s').".formatted(request.getRequestURI(), Json.string(found, "path")));
        }
        if (!Json.is(found, "params", params(request))) {
            throw misused("Keys for idempotent requests can only be used with the same parameters they were first used"
                    + " with. Try using a key other than '%s' if you meant to execute a different request."
                            .formatted(key));
        }
        answer.setStatus((int) Json.number(found, "status"));
        answer.setContentType(MediaType.APPLICATION_JSON_VALUE);
        answer.setHeader("Idempotent-Replayed", "true");
        answer.setHeader("Original-Request", Json.string(found, "request"));
        answer.getOutputStream().write(Json.string(found, "body").getBytes(StandardCharsets.UTF_8));
        request.setAttribute(StripeFilter.LASTING, true);
        return true;
    }

    void keep(String key, HttpServletRequest request, ContentCachingResponseWrapper answer) {
        store.put(
                KIND,
                key,
                Json.object()
                        .put("path", request.getRequestURI())
                        .put("params", params(request))
                        .put("request", (String) request.getAttribute(StripeFilter.REQUEST_ID))
                        .put("status", answer.getStatus())
                        .put("body", new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8))
                        .put("created", clock.instant().getEpochSecond()));
    }

    private static Instant end(long created) {
        return Instant.ofEpochSecond(created).plus(KEPT);
    }

    private static StripeError misused(String message) {
        return new StripeError(HttpStatus.BAD_REQUEST, "idempotency_error", message);
    }

    private static String params(HttpServletRequest request) {
        return new TreeMap<>(request.getParameterMap())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
                        .collect(Collectors.joining("&"));
    }
}
