package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxIds;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An answer that is an error, in Clerk's shape. */
class ClerkError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final @Nullable String parameter;

    private ClerkError(int status, String code, String message, @Nullable String parameter) {
        super(message);
        this.status = status;
        this.code = code;
        this.parameter = parameter;
    }

    static ClerkError notFound(String id) {
        return new ClerkError(
                HttpStatus.NOT_FOUND.value(), "resource_not_found", "No resource was found with ID " + id + ".", null);
    }

    static ClerkError unauthorized(String code, String message) {
        return new ClerkError(HttpStatus.UNAUTHORIZED.value(), code, message, null);
    }

    static ClerkError banned() {
        return new ClerkError(HttpStatus.FORBIDDEN.value(), "user_banned", "This account has been banned.", null);
    }

    static ClerkError badRequest(String code, String message) {
        return new ClerkError(HttpStatus.BAD_REQUEST.value(), code, message, null);
    }

    /** @param parameter the one that is wrong, as the request names it */
    static ClerkError unprocessable(String code, String message, String parameter) {
        return new ClerkError(HttpStatus.UNPROCESSABLE_CONTENT.value(), code, message, parameter);
    }

    static ClerkError tooManyRequests() {
        return new ClerkError(
                HttpStatus.TOO_MANY_REQUESTS.value(),
                "too_many_requests",
                "Too many requests. Please try again in a bit.",
                null);
    }

    static ClerkError internal(int status) {
        return new ClerkError(status, "internal_clerk_error", "Oops, an unexpected error occurred.", null);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        var body = JsonMapper.shared().createObjectNode();
        var error = body.putArray("errors").addObject();
        var message = Objects.requireNonNull(getMessage());
        error.put("message", message).put("long_message", message).put("code", code);
        if (parameter != null) {
            error.putObject("meta").put("param_name", parameter);
        }
        return body.put("clerk_trace_id", SandboxIds.next(""));
    }
}
