package dev.keelson.shared;

import org.springframework.http.HttpStatus;

/** Problems that any endpoint may answer with. */
public enum CommonProblem implements ProblemType {
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read", "Correct the request and send it again."),
    VALIDATION_FAILED(
            HttpStatus.BAD_REQUEST,
            "Some fields are not valid",
            "Correct the fields listed under 'errors' and send the request again."),
    CARD_DATA_REFUSED(
            HttpStatus.BAD_REQUEST,
            "Card data is not accepted here",
            "Let the customer enter card data on Stripe's Checkout or Elements; never send it to this API."),
    UNAUTHENTICATED(
            HttpStatus.UNAUTHORIZED,
            "No valid session token",
            "Sign in again and send the fresh session token as 'Authorization: Bearer …'."),
    FORBIDDEN(HttpStatus.FORBIDDEN, "Not allowed", "Ask an administrator if you should be able to do this."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found", "Check the address; it may have been deleted or never existed."),
    METHOD_NOT_ALLOWED(
            HttpStatus.METHOD_NOT_ALLOWED,
            "This method does not exist here",
            "Use one of the methods in the 'Allow' header."),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No such representation", "Accept 'application/json'."),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This content type is not read here", "Send 'application/json'."),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large", "Send less at once."),
    REQUEST_TOO_SLOW(
            HttpStatus.REQUEST_TIMEOUT,
            "The request did not arrive in time",
            "Send the same request again over a connection that is fast enough."),
    CONFLICT(
            HttpStatus.CONFLICT,
            "It was changed meanwhile",
            "Fetch it again and repeat the change on what is there now."),
    IDEMPOTENCY_KEY_IN_USE(
            HttpStatus.CONFLICT,
            "A request with this idempotency key is still running",
            "Wait a moment and send the same request again."),
    IDEMPOTENCY_KEY_REUSED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This idempotency key was used for another request",
            "Use a new key for a new request."),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests", "Wait as long as 'Retry-After' says."),
    SERVICE_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE, "Temporarily not available", "Try again after 'Retry-After' seconds."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "Try again; if it happens again, tell support the 'traceId'.");

    private final Facts facts;

    CommonProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
