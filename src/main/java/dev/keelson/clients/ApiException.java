package dev.keelson.clients;

import dev.keelson.shared.RetryLater;
import dev.keelson.shared.TemporaryFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A vendor call that did not succeed, told apart by what a caller may do about it. */
@SuppressWarnings("serial") // never serialised
public abstract sealed class ApiException extends RuntimeException {
    private final ApiFailure failure;

    private ApiException(ApiFailure failure, @Nullable Throwable cause) {
        super(failure.toString(), cause);
        this.failure = failure;
    }

    public ApiFailure failure() {
        return failure;
    }

    /** The request never left, or certainly had no effect: the same call may be made again. */
    public static final class NotSent extends ApiException implements TemporaryFailure {
        public NotSent(ApiFailure failure, Throwable cause) {
            super(failure, cause);
        }
    }

    /**
     * The request was sent and no answer came. What a write did is unknown, which is not the same as failed: ask the vendor
     * before doing it again.
     */
    public static final class OutcomeUnknown extends ApiException implements TemporaryFailure {
        public OutcomeUnknown(ApiFailure failure, @Nullable Throwable cause) {
            super(failure, cause);
        }
    }

    /** The vendor's limit is reached. */
    public static final class RateLimited extends ApiException implements RetryLater {
        private final Duration retryAfter;

        /** @param retryAfter when the vendor says to try again, or our estimate where it does not say */
        public RateLimited(ApiFailure failure, Duration retryAfter) {
            super(failure, null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Our credential is refused: an operator has to act, not the user. */
    public static final class Unauthorized extends ApiException implements TemporaryFailure {
        public Unauthorized(ApiFailure failure) {
            super(failure, null);
        }
    }

    public static final class NotFound extends ApiException {
        public NotFound(ApiFailure failure) {
            super(failure, null);
        }
    }

    public static final class Conflict extends ApiException {
        public Conflict(ApiFailure failure) {
            super(failure, null);
        }
    }

    /** The vendor understood and said no: wrong parameters, a declined card, a rule of a network. */
    public static final class Refused extends ApiException {
        private final String body;

        /** @param body the vendor's answer as it came, for what only the operation's caller understands */
        public Refused(ApiFailure failure, String body) {
            super(failure, null);
            this.body = body;
        }

        public String body() {
            return body;
        }
    }

    /** The vendor answered 5xx. What a write did is unknown unless the vendor's contract says otherwise. */
    public static final class Unavailable extends ApiException implements TemporaryFailure {
        private final String body;

        public Unavailable(ApiFailure failure, String body) {
            super(failure, null);
            this.body = body;
        }

        public String body() {
            return body;
        }
    }

    /** A success whose body is not what the vendor documents. */
    public static final class UnexpectedBody extends ApiException {
        public UnexpectedBody(ApiFailure failure, @Nullable Throwable cause) {
            super(failure, cause);
        }
    }
}
