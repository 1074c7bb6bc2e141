package dev.keelson.shared;

import dev.keelson.shared.Problem.FieldError;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.Errors;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/** The one place where an exception becomes a problem answer. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(2);

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException e, WebRequest request) {
        return e.problem().toResponse();
    }

    @ExceptionHandler
    ResponseEntity<Object> constraintViolated(ConstraintViolationException e, WebRequest request) {
        var errors = e.getConstraintViolations().stream()
                .map(v -> new FieldError(v.getPropertyPath().toString(), v.getMessage()))
                .toList();
        return Problem.notValid(errors).toResponse();
    }

    @ExceptionHandler
    ResponseEntity<Object> changedMeanwhile(OptimisticLockingFailureException e, WebRequest request) {
        return Problem.of(CommonProblem.CONFLICT, "Somebody else changed it at the same time.")
                .toResponse();
    }

    /** Spring Security's firewall looks at a header when it is read, and that may be as late as here. */
    @ExceptionHandler
    ResponseEntity<Object> headerRefused(RequestRejectedException e, WebRequest request) {
        return Problem.of(CommonProblem.MALFORMED_REQUEST, "A header has characters that are not allowed.")
                .toResponse();
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        CannotCreateTransactionException.class,
        CannotAcquireLockException.class,
        QueryTimeoutException.class
    })
    ResponseEntity<Object> databaseAway(Exception e, WebRequest request) {
        log.error("problem=database_unavailable cause={}", e.getClass().getSimpleName(), e);
        return Problem.of(CommonProblem.SERVICE_UNAVAILABLE, "The database cannot be reached right now.")
                .retryAfter(DATABASE_PAUSE)
                .toResponse();
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
        if (callerHasGone(e)) {
            return null;
        }
        log.error("problem=unexpected path={}", path(request), e);
        return Problem.of(CommonProblem.INTERNAL_ERROR, "The request could not be completed.")
                .toResponse();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return Problem.of(CommonProblem.MALFORMED_REQUEST, "The parameter '" + e.getParameterName() + "' is missing.")
                .toResponse();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return Problem.notValid(fieldErrors(e.getBindingResult())).toResponse();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var errors = e.getParameterValidationResults().stream()
                .flatMap(result -> result instanceof ParameterErrors body
                        ? fieldErrors(body).stream()
                        : result.getResolvableErrors().stream()
                                .map(error -> new FieldError(
                                        orEmpty(result.getMethodParameter().getParameterName()),
                                        orEmpty(error.getDefaultMessage()))))
                .toList();
        return Problem.notValid(errors).toResponse();
    }

    /** A time where a day belongs, a name where an id does: what is wanted is said, and not only what was given. */
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String wanted = wanted(e.getRequiredType());
        if (wanted == null || !(e instanceof MethodArgumentTypeMismatchException argument)) {
            return super.handleTypeMismatch(e, headers, status, request);
        }
        return Problem.of(CommonProblem.MALFORMED_REQUEST, "'%s' must be %s.".formatted(argument.getName(), wanted))
                .errors(List.of(new FieldError(argument.getName(), "must be " + wanted)))
                .toResponse();
    }

    private static @Nullable String wanted(@Nullable Class<?> type) {
        if (type == Instant.class) {
            return "an instant such as 2026-12-01T10:00:00Z";
        }
        if (type == LocalDate.class) {
            return "a day such as 2026-12-01";
        }
        if (type == UUID.class) {
            return "an id of this API, such as 019a0000-0000-7000-8000-000000000000";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == int.class || type == Integer.class || type == long.class || type == Long.class
                ? "a whole number"
                : null;
    }

    /** What was wrong with the body may have been found while it was read, in the middle of a field's value. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        // Why it could not be read, before where: a body that is too large also broke off in some field.
        return cause(e, ProblemException.class)
                .map(ProblemException::problem)
                .or(() -> cause(e, JacksonException.class).map(ProblemHandler::unreadable))
                .orElseGet(() -> Problem.of(CommonProblem.MALFORMED_REQUEST, "The body is missing or broke off."))
                .toResponse();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** Where it is, without what it was read for: the names of our types are nobody's business. */
    private static Problem unreadable(JacksonException e) {
        if (e instanceof StreamReadException) {
            var place = e.getLocation();
            return Problem.of(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body is no JSON: see line %d, column %d.".formatted(place.getLineNr(), place.getColumnNr()));
        }
        String field = e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        return field.isEmpty()
                ? Problem.of(CommonProblem.MALFORMED_REQUEST, "The body must be a JSON object.")
                : Problem.of(CommonProblem.MALFORMED_REQUEST, "'" + field + "' has a value that does not fit.")
                        .errors(List.of(new FieldError(field, "has a value that does not fit")));
    }

    /** Everything that Spring MVC itself refuses: its own detail is kept, our code and action are added. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var type = typeOf(status);
        String detail =
                body instanceof ProblemDetail problem && problem.getDetail() != null && status.is4xxClientError()
                        ? problem.getDetail()
                        : type.title() + ".";
        if (status.is5xxServerError()) {
            if (callerHasGone(e)) {
                return null;
            }
            log.error("problem=unexpected path={}", path(request), e);
        }
        return ResponseEntity.status(type.status())
                .headers(headers)
                .body(Problem.of(type, detail).toProblemDetail());
    }

    static CommonProblem typeOf(HttpStatusCode status) {
        return switch (HttpStatus.resolve(status.value())) {
            case UNAUTHORIZED -> CommonProblem.UNAUTHENTICATED;
            case FORBIDDEN -> CommonProblem.FORBIDDEN;
            case NOT_FOUND -> CommonProblem.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> CommonProblem.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> CommonProblem.NOT_ACCEPTABLE;
            case REQUEST_TIMEOUT -> CommonProblem.REQUEST_TOO_SLOW;
            case CONFLICT -> CommonProblem.CONFLICT;
            case CONTENT_TOO_LARGE -> CommonProblem.PAYLOAD_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> CommonProblem.UNSUPPORTED_MEDIA_TYPE;
            case TOO_MANY_REQUESTS -> CommonProblem.TOO_MANY_REQUESTS;
            case SERVICE_UNAVAILABLE -> CommonProblem.SERVICE_UNAVAILABLE;
            case null -> CommonProblem.INTERNAL_ERROR;
            default -> status.is4xxClientError() ? CommonProblem.MALFORMED_REQUEST : CommonProblem.INTERNAL_ERROR;
        };
    }

    /** Who hangs up in the middle of an answer gets none, and nothing of ours is wrong. A vendor that hangs up is another matter. */
    private static boolean callerHasGone(Exception e) {
        return (e instanceof IOException || e instanceof HttpMessageNotWritableException)
                && DisconnectedClientHelper.isClientDisconnectedException(e);
    }

    private static List<FieldError> fieldErrors(Errors errors) {
        return errors.getAllErrors().stream()
                .map(error -> new FieldError(
                        error instanceof org.springframework.validation.FieldError field
                                ? field.getField()
                                : error.getObjectName(),
                        orEmpty(error.getDefaultMessage())))
                .toList();
    }

    private static String path(WebRequest request) {
        return request instanceof ServletWebRequest servlet
                ? SecretPaths.without(servlet.getRequest().getRequestURI())
                : "";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
