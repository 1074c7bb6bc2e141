package dev.keelson.sandbox.server;

import java.util.Map;
import java.util.Objects;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The errors of the control calls, and of every path that no stand-in has: {@code {"error": "a sentence"}}. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ControlErrors {
    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(ControlException e) {
        return answer(e.status().value(), Objects.requireNonNull(e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> unreadable(HttpMessageNotReadableException e) {
        // What a record refuses in its constructor comes wrapped in the JSON library's words.
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof ControlException refusal
                ? refused(refusal)
                : answer(HttpStatus.BAD_REQUEST.value(), "The body is not the JSON that this call takes.");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> unknownPath(NoResourceFoundException e) {
        return answer(HttpStatus.NOT_FOUND.value(), "The sandbox has no such path; its first page is at '/'.");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> other(Exception e) throws Exception {
        if (e instanceof ErrorResponse error) {
            return answer(
                    error.getStatusCode().value(),
                    Objects.requireNonNullElse(error.getBody().getDetail(), "The sandbox cannot do this."));
        }
        throw e;
    }

    private static ResponseEntity<Map<String, String>> answer(int status, String sentence) {
        return ResponseEntity.status(status).body(Map.of("error", sentence));
    }
}
