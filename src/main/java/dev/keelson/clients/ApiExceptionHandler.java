package dev.keelson.clients;

import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
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
        if (e instanceof ApiException.Unauthorized || e instanceof ApiException.Forbidden) {
            log.error(
                    "problem=vendor_credential_refused look_at={} {}",
                    e.failure().vendor().credential(),
                    e.failure());
        } else {
            log.warn("problem=vendor_call_failed kind={} {}", e.getClass().getSimpleName(), e.failure());
        }
        return problem(e).toResponse();
    }

    static Problem problem(ApiException e) {
        String vendor = e.failure().vendor().displayName();
        return switch (e) {
            case ApiException.NotSent _ ->
                Problem.of(ClientProblem.VENDOR_UNAVAILABLE, vendor + " does not answer right now.")
                        .retryAfter(VENDOR_PAUSE);
            case ApiException.Unavailable unavailable ->
                Problem.of(ClientProblem.VENDOR_UNAVAILABLE, vendor + " does not answer right now.")
                        .retryAfter(unavailable.retryAfter() == null ? VENDOR_PAUSE : unavailable.retryAfter());
            case ApiException.NotAsked notAsked ->
                Problem.of(ClientProblem.VENDOR_UNAVAILABLE, vendor + " does not answer at present.")
                        .retryAfter(notAsked.retryAfter());
            case ApiException.OutcomeUnknown _ ->
                Problem.of(ClientProblem.VENDOR_OUTCOME_UNKNOWN, vendor + " did not answer in time.");
            case ApiException.RateLimited limited ->
                Problem.of(ClientProblem.VENDOR_RATE_LIMITED, vendor + " accepts no more requests for now.")
                        .retryAfter(limited.retryAfter());
            case ApiException.Unauthorized _ ->
                Problem.of(ClientProblem.VENDOR_CREDENTIAL_REFUSED, vendor + " does not accept our credential.");
            case ApiException.Refused refused -> refused(vendor, refused);
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

    private static Problem refused(String vendor, ApiException.Refused e) {
        String words = vendor + ": " + e.failure().message();
        return switch (e) {
            case ApiException.Forbidden _ ->
                Problem.of(ClientProblem.VENDOR_PERMISSION_MISSING, vendor + " does not let our credential do this.");
            case ApiException.CardDeclined declined ->
                Problem.of(ClientProblem.CARD_DECLINED, "The bank declined the card; nothing was charged.")
                        .action(declined.action());
            case ApiException.Invalid invalid ->
                Problem.of(ClientProblem.VENDOR_VALIDATION_FAILED, words)
                        .errors(invalid.fields().stream()
                                .map(field -> new FieldError(field.field(), field.message()))
                                .toList());
            case ApiException.PartialSuccess partial ->
                Problem.of(
                        ClientProblem.VENDOR_PARTIAL_SUCCESS,
                        "%s did it for %s, and not for %s."
                                .formatted(
                                        vendor,
                                        String.join(", ", partial.done()),
                                        String.join(", ", partial.failed())));
            default -> Problem.of(ClientProblem.VENDOR_REFUSED, words);
        };
    }
}
