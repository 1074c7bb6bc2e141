package dev.keelson.webhooks;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What a vendor's request can be refused for. */
enum WebhookProblem implements ProblemType {
    WEBHOOK_SOURCE_UNKNOWN(
            HttpStatus.NOT_FOUND,
            "No such webhook source",
            "Send to /webhooks/clerk, /webhooks/stripe or /webhooks/ayrshare."),
    WEBHOOK_SIGNATURE_REFUSED(
            HttpStatus.UNAUTHORIZED,
            "The signature is not valid",
            "Compare the endpoint's signing secret with the configured ones, and both clocks."),
    WEBHOOK_TOO_MANY_REFUSED(
            HttpStatus.TOO_MANY_REQUESTS,
            "Too many requests without a valid signature",
            "Be quiet for 'Retry-After' seconds; a request with a valid signature is taken at any time."),
    WEBHOOK_UNREADABLE(
            HttpStatus.BAD_REQUEST,
            "The body is not an event",
            "Send the vendor's event as JSON, with its id and type, exactly as it was signed."),
    WEBHOOK_TOO_LARGE(
            HttpStatus.CONTENT_TOO_LARGE,
            "The body is too large",
            "Raise keelson.webhooks.max-body-size if the event is real."),
    WEBHOOK_INBOX_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The event could not be stored",
            "Send it again after 'Retry-After' seconds; nothing was lost.");

    private final Facts facts;

    WebhookProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
