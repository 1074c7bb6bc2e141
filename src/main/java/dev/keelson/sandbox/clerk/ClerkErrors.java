package dev.keelson.sandbox.clerk;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

@RestControllerAdvice(basePackageClasses = ClerkErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClerkErrors {
    @ExceptionHandler
    ResponseEntity<ObjectNode> refused(ClerkError e) {
        // Also where a page was asked for.
        return ResponseEntity.status(e.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(e.body());
    }

    @ExceptionHandler
    ResponseEntity<ObjectNode> unreadable(JacksonException e) {
        return refused(ClerkError.badRequest("request_body_invalid", "The request body is invalid JSON."));
    }

    @ExceptionHandler
    ResponseEntity<ObjectNode> wrongType(MethodArgumentTypeMismatchException e) {
        return refused(ClerkError.unprocessable(
                "form_param_type_invalid", "%s has the wrong type.".formatted(e.getName()), e.getName()));
    }
}
