package dev.keelson.shared;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * One problem as it leaves the API: an <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> problem detail with
 * a stable code and what the user can do now.
 *
 * @param type the kind
 * @param detail what happened this time; never a stack trace, SQL or a secret
 * @param retryAfter when trying again makes sense, where that is known
 * @param errors what is wrong with which field
 * @param action what the user can do now
 * @param members further members of the answer, such as a vendor's own form of the same problem
 */
public record Problem(
        ProblemType type,
        String detail,
        @Nullable Duration retryAfter,
        List<FieldError> errors,
        String action,
        Map<String, Object> members) {
    /**
     * @param field path of the field in the request, such as {@code targets[0].platform}
     * @param message what is wrong with it
     */
    public record FieldError(String field, String message) {}

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null, List.of(), type.action(), Map.of());
    }

    /** A request with fields, or parameters, that are not as they must be. */
    static Problem notValid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? "'%s' %s."
                        .formatted(errors.getFirst().field(), errors.getFirst().message())
                : errors.size() + " fields are not valid.";
        return of(CommonProblem.VALIDATION_FAILED, detail).errors(errors);
    }

    public Problem retryAfter(Duration duration) {
        return new Problem(type, detail, duration, errors, action, members);
    }

    public Problem errors(List<FieldError> fieldErrors) {
        return new Problem(type, detail, retryAfter, List.copyOf(fieldErrors), action, members);
    }

    /** Where more is known than for all problems of the type. */
    public Problem action(String special) {
        return new Problem(type, detail, retryAfter, errors, special, members);
    }

    /** With a further member, for a client that looks for it. */
    public Problem with(String member, Object value) {
        var all = new LinkedHashMap<>(members);
        all.put(member, value);
        return new Problem(type, detail, retryAfter, errors, action, Map.copyOf(all));
    }

    public ProblemDetail toProblemDetail() {
        var problem = ProblemDetail.forStatusAndDetail(type.status(), detail);
        problem.setType(URI.create(
                "urn:keelson:problem:" + type.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(type.title());
        problem.setProperty("code", type.name());
        problem.setProperty("action", action);
        retryAfterSeconds().ifPresent(seconds -> problem.setProperty("retryAfter", seconds));
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors);
        }
        members.forEach(problem::setProperty);
        return problem;
    }

    public ResponseEntity<Object> toResponse() {
        var response = ResponseEntity.status(type.status());
        retryAfterSeconds().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds)));
        // Set, so that a problem is told as one whatever the request accepts, and even if that cannot be read.
        return response.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(toProblemDetail());
    }

    /** Whole seconds, rounded up: nobody is told to come back too early. */
    OptionalLong retryAfterSeconds() {
        return retryAfter == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
    }
}
