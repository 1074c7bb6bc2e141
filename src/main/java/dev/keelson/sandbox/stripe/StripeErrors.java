package dev.keelson.sandbox.stripe;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.node.ObjectNode;

/** Errors in Stripe's shape. */
@RestControllerAdvice(basePackageClasses = StripeErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class StripeErrors {
    @ExceptionHandler
    ResponseEntity<ObjectNode> refused(StripeError e, HttpServletRequest request) {
        if (e.isLasting()) {
            request.setAttribute(StripeFilter.LASTING, true);
        }
        // The pages' callers too get JSON: an error there is a mistake in the address.
        return ResponseEntity.status(e.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(e.body());
    }

    @ExceptionHandler
    ResponseEntity<ObjectNode> unreadable(HttpMessageNotReadableException e) {
        return ResponseEntity.badRequest()
                .body(StripeError.invalid("The body is not what this call takes.")
                        .body());
    }
}
