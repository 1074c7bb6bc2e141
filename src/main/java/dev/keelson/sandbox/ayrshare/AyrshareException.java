package dev.keelson.sandbox.ayrshare;

import org.springframework.http.HttpStatus;

/** A call that is refused as a whole. */
class AyrshareException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final transient Object body;

    AyrshareException(HttpStatus status, Object body) {
        super(body.toString(), null, false, false);
        this.status = status;
        this.body = body;
    }

    AyrshareException(HttpStatus status, Code code) {
        this(status, code, code.message());
    }

    AyrshareException(HttpStatus status, Code code, String message) {
        this(status, new Body("request", "error", code.number(), message));
    }

    static AyrshareException badParameter(String message) {
        return new AyrshareException(HttpStatus.BAD_REQUEST, Code.BAD_PARAMETER, message);
    }

    record Body(String action, String status, int code, String message) {}

    HttpStatus status() {
        return status;
    }

    Object body() {
        return body;
    }
}
