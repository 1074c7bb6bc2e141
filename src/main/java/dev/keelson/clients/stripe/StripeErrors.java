package dev.keelson.clients.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.StripeError;
import com.stripe.net.StripeResponse;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ApiFailure;
import dev.keelson.clients.Vendor;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Turns stripe-java's exceptions into ours, told apart by what a caller may do about them. */
final class StripeErrors {
    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(2);
    private static final Pattern ADDRESS = Pattern.compile("\\S+@\\S+");
    private static final int LONGEST_MESSAGE = 500;

    private StripeErrors() {}

    static ApiException translate(String operation, StripeException e) {
        if (e instanceof ApiConnectionException) {
            return noAnswer(operation, e);
        }
        int status = e.getStatusCode() == null ? 0 : e.getStatusCode();
        var failure = new ApiFailure(
                Vendor.STRIPE, operation, status, code(e), e.getRequestId(), message(e.getStripeError(), status));
        return switch (e) {
            // Also a restricted key without a permission, which is our credential's fault as well.
            case AuthenticationException _ -> new ApiException.Unauthorized(failure);
            case RateLimitException limited -> new ApiException.RateLimited(failure, retryAfter(limited));
            // The key was used with other parameters, or its first request is still running.
            case IdempotencyException _ -> new ApiException.Conflict(failure);
            case CardException card -> new ApiException.Refused(failure, body(card));
            default -> byStatus(failure, e);
        };
    }

    private static ApiException byStatus(ApiFailure failure, StripeException e) {
        int status = failure.status();
        if (status == 404) {
            return new ApiException.NotFound(failure);
        }
        if (status == 409) {
            return new ApiException.Conflict(failure);
        }
        if (status >= 500) {
            return new ApiException.Unavailable(failure, body(e));
        }
        return status >= 400
                ? new ApiException.Refused(failure, body(e))
                : new ApiException.UnexpectedBody(failure, null);
    }

    private static ApiException noAnswer(String operation, StripeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        var failure =
                ApiFailure.noAnswer(Vendor.STRIPE, operation, cause.getClass().getSimpleName());
        return neverConnected(cause)
                ? new ApiException.NotSent(failure, e)
                : new ApiException.OutcomeUnknown(failure, e);
    }

    private static boolean neverConnected(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
    }

    private static @Nullable String code(StripeException e) {
        return e instanceof CardException card && card.getDeclineCode() != null ? card.getDeclineCode() : e.getCode();
    }

    private static String message(@Nullable StripeError error, int status) {
        if (error == null || error.getMessage() == null) {
            return "HTTP " + status;
        }
        // Stripe quotes what it refuses, which may be a customer's address.
        String text = ADDRESS.matcher(error.getMessage()).replaceAll("(address)");
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static String body(StripeException e) {
        var response = response(e);
        return response == null || response.body() == null ? "" : response.body();
    }

    private static Duration retryAfter(StripeException e) {
        var response = response(e);
        return response == null
                ? DEFAULT_RETRY_AFTER
                : response.headers()
                        .firstValue("Retry-After")
                        .filter(value -> value.matches("\\d{1,6}"))
                        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                        .orElse(DEFAULT_RETRY_AFTER);
    }

    private static @Nullable StripeResponse response(StripeException e) {
        return e.getStripeError() == null ? null : e.getStripeError().getLastResponse();
    }
}
