package dev.keelson.sandbox.ayrshare;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.exc.StreamReadException;

@RestControllerAdvice(annotations = AyrshareApi.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiErrors {
    private static final String HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Error</title>
            </head>
            <body>
            <pre>Bad Request</pre>
            </body>
            </html>
            """;

    @ExceptionHandler
    ResponseEntity<Object> refused(AyrshareException e) {
        return ResponseEntity.status(e.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(e.body());
    }

    /** Ayrshare, too, answers a body that is not JSON with a page. */
    @ExceptionHandler
    ResponseEntity<Object> unreadable(HttpMessageNotReadableException e) {
        return e.getCause() == null || e.getCause() instanceof StreamReadException
                ? page()
                : refused(AyrshareException.badParameter("A field of the body has a value of the wrong type."));
    }

    @ExceptionHandler
    ResponseEntity<Object> notJson(HttpMediaTypeNotSupportedException e) {
        return page();
    }

    @ExceptionHandler
    ResponseEntity<Object> badParameter(MethodArgumentTypeMismatchException e) {
        return refused(AyrshareException.badParameter("Missing or incorrect parameter: " + e.getName() + "."));
    }

    private static ResponseEntity<Object> page() {
        return ResponseEntity.badRequest().contentType(MediaType.TEXT_HTML).body(HTML);
    }
}
