package dev.keelson.sandbox.server;

import org.springframework.http.HttpStatus;

/** A control call that cannot be done; the message is a sentence for the caller. */
public class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    public ControlException(HttpStatus status, String sentence) {
        super(sentence);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
