package dev.keelson.sandbox.stripe;

import java.util.Locale;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.ObjectNode;

/** An answer that is an error, in Stripe's shape. Nothing of the request takes effect, unless the error says so. */
class StripeError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final ObjectNode error = Json.object();
    private boolean takesEffect;

    StripeError(HttpStatus status, String type, String message) {
        super(message);
        this.status = status;
        error.put("type", type).put("message", message);
    }

    static StripeError invalid(String message) {
        return new StripeError(HttpStatus.BAD_REQUEST, "invalid_request_error", message);
    }

    static StripeError missing(String param) {
        return invalid("Missing required param: %s.".formatted(param))
                .code("parameter_missing")
                .param(param);
    }

    static StripeError noSuch(Kind kind, String id) {
        return new StripeError(
                        HttpStatus.NOT_FOUND, "invalid_request_error", "No such %s: '%s'".formatted(kind.words(), id))
                .code("resource_missing")
                .param("id");
    }

    static StripeError card(String code, String message) {
        return new StripeError(HttpStatus.PAYMENT_REQUIRED, "card_error", message).code(code);
    }

    StripeError code(String code) {
        error.put("code", code)
                .put(
                        "doc_url",
                        "https://stripe.com/docs/error-codes/"
                                + code.replace('_', '-').toLowerCase(Locale.ROOT));
        return this;
    }

    StripeError param(String param) {
        error.put("param", param);
        return this;
    }

    StripeError declineCode(String declineCode) {
        error.put("decline_code", declineCode);
        return this;
    }

    StripeError with(String field, ObjectNode object) {
        error.set(field, object);
        return this;
    }

    /** The failed attempt itself is there to stay, as a declined charge is. */
    StripeError takesEffect() {
        takesEffect = true;
        return this;
    }

    boolean isLasting() {
        return takesEffect;
    }

    HttpStatus status() {
        return status;
    }

    ObjectNode body() {
        var body = Json.object();
        body.set("error", error);
        return body;
    }
}
