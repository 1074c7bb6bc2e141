package dev.keelson.clients;

import dev.keelson.shared.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what a vendor call failed with into a problem answer, where the feature did not do it better itself. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);
    private static final Duration VENDOR_PAUSE = Duration.ofSeconds(10);

    @ExceptionHandler
    ResponseEntity<Object> vendorCallFailed(ApiException e) {
        log.warn("problem=vendor_call_failed kind={} {}", e.getClass().getSimpleName(), e.failure());
        return problem(e).toResponse();
    }

    static Problem problem(ApiException e) {
        String vendor = e.failure().vendor().displayName();
        return switch (e) {
            case ApiException.NotSent _, ApiException.Unavailable _ ->
                Problem.of(ClientProblem.VENDOR_UNAVAILABLE, vendor + " does not answer right now.")
                        .retryAfter(VENDOR_PAUSE);
            case ApiException.OutcomeUnknown _ ->
                Problem.of(ClientProblem.VENDOR_OUTCOME_UNKNOWN, vendor + " did not answer in time.");
            case ApiException.RateLimited limited ->
                Problem.of(ClientProblem.VENDOR_RATE_LIMITED, vendor + " accepts no more requests for now.")
                        .retryAfter(limited.retryAfter());
            case ApiException.Unauthorized _ ->
                Problem.of(ClientProblem.VENDOR_CREDENTIAL_REFUSED, vendor + " does not accept our credential.");
            case ApiException.Refused refused ->
                Problem.of(
                        ClientProblem.VENDOR_REFUSED,
                        vendor + ": " + refused.failure().message());
            case ApiException.NotFound _ ->
                Problem.of(ClientProblem.VENDOR_NOT_FOUND, vendor + " does not know what was asked for.");
            case ApiException.Conflict conflict ->
                Problem.of(
                        ClientProblem.VENDOR_CONFLICT,
                        vendor + ": " + conflict.failure().message());
            case ApiException.UnexpectedBody _ ->
                Problem.of(ClientProblem.VENDOR_ANSWER_UNREADABLE, vendor + "'s answer could not be read.");
        };
    }
}
