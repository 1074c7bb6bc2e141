package dev.keelson.clients.stripe;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ApiException.InvalidField;
import dev.keelson.clients.ApiFailure;
import dev.keelson.clients.VendorErrors;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** <a href="https://docs.stripe.com/api/errors">{@code {"error": {"type", "code", "decline_code", "param", "message"}}}</a>. */
final class StripeErrors implements VendorErrors {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Pattern ADDRESS = Pattern.compile("\\S+@\\S+");

    @Override
    public VendorError describe(JsonNode body) {
        JsonNode error = body.path("error");
        String decline = text(error, "decline_code");
        String message = text(error, "message");
        return new VendorError(
                decline == null ? text(error, "code") : decline,
                // Stripe quotes what it refuses, which may be a customer's address.
                message == null ? "no reason given" : ADDRESS.matcher(message).replaceAll("(address)"));
    }

    @Override
    public @Nullable String requestId(HttpHeaders headers) {
        return headers.getFirst("Request-Id");
    }

    @Override
    public Duration pauseWhenLimited() {
        return PAUSE;
    }

    /** A lock is held on one object; an endpoint's limit leaves the others alone. */
    @Override
    public boolean limitsAll(HttpHeaders headers, @Nullable String code) {
        String reason = headers.getFirst("Stripe-Rate-Limited-Reason");
        return !"lock_timeout".equals(code) && (reason == null || reason.startsWith("global"));
    }

    @Override
    public @Nullable ApiException special(ApiFailure failure, JsonNode body, String text) {
        JsonNode error = body.path("error");
        String type = error.path("type").asString("");
        if (type.equals("idempotency_error")) {
            // The key was used with other parameters, or its first request is still running.
            return new ApiException.Conflict(failure);
        }
        if (type.equals("card_error")) {
            var decline = StripeDecline.of(failure.vendorCode());
            return new ApiException.CardDeclined(
                    failure, text, failure.vendorCode() == null ? "unknown" : failure.vendorCode(), decline.action());
        }
        String param = text(error, "param");
        return failure.status() == 400 && param != null
                ? new ApiException.Invalid(failure, text, List.of(new InvalidField(param, failure.message())))
                : null;
    }

    private static @Nullable String text(JsonNode error, String field) {
        JsonNode value = error.path(field);
        return value.isString() && !value.stringValue().isBlank() ? value.stringValue() : null;
    }
}
