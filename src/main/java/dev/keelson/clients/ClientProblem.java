package dev.keelson.clients;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What a user sees of a vendor call that failed, where the feature has nothing better to say. */
enum ClientProblem implements ProblemType {
    VENDOR_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "A service we depend on is not available",
            "Try again after 'Retry-After' seconds."),
    VENDOR_OUTCOME_UNKNOWN(
            HttpStatus.GATEWAY_TIMEOUT,
            "We do not know yet whether it worked",
            "Do not repeat it at once: look in a minute whether it took effect."),
    VENDOR_RATE_LIMITED(
            HttpStatus.TOO_MANY_REQUESTS,
            "A service we depend on is at its limit",
            "Try again after 'Retry-After' seconds."),
    VENDOR_CREDENTIAL_REFUSED(
            HttpStatus.SERVICE_UNAVAILABLE,
            "A service we depend on refuses our credential",
            "Nothing you can do: our operators have been told."),
    VENDOR_PERMISSION_MISSING(
            HttpStatus.SERVICE_UNAVAILABLE,
            "A service we depend on does not let us do this",
            "Nothing you can do: our operators have been told."),
    CARD_DECLINED(HttpStatus.PAYMENT_REQUIRED, "The card was declined", "Use another card, or call your bank."),
    VENDOR_VALIDATION_FAILED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A service we depend on does not accept some values",
            "Correct the fields listed under 'errors' and send the request again."),
    VENDOR_PARTIAL_SUCCESS(
            HttpStatus.BAD_GATEWAY,
            "Only a part of it worked",
            "Look at what is there now, and repeat only what is missing."),
    VENDOR_REFUSED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A service we depend on refused it",
            "Change the request as 'detail' says and send it again."),
    VENDOR_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "A service we depend on does not know it",
            "It may have been deleted there; fetch the list again."),
    VENDOR_CONFLICT(
            HttpStatus.CONFLICT, "A service we depend on has a conflict", "Fetch what is there now and decide anew."),
    VENDOR_ANSWER_UNREADABLE(
            HttpStatus.BAD_GATEWAY,
            "A service we depend on answered with something unexpected",
            "Try again in a minute.");

    private final Facts facts;

    ClientProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
