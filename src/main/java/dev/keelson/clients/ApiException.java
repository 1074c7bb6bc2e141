package dev.keelson.clients;

import dev.keelson.shared.RetryLater;
import dev.keelson.shared.TemporaryFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A vendor call that did not succeed, told apart by what a caller may do about it. */
@SuppressWarnings("serial") // never serialised
public abstract sealed class ApiException extends RuntimeException {
    private final ApiFailure failure;
    private final boolean repeatSafe;

    private ApiException(ApiFailure failure, boolean repeatSafe, @Nullable Throwable cause) {
        super(failure.toString(), cause);
        this.failure = failure;
        this.repeatSafe = repeatSafe;
    }

    public ApiFailure failure() {
        return failure;
    }

    /** Whether the same call again cannot make anything take effect twice. */
    public boolean repeatSafe() {
        return repeatSafe;
    }

    /**
     * The request never left, or certainly had no effect: no connection, no time left, too many calls in flight. That is said of
     * all attempts of a call, not of its last one alone.
     */
    public static final class NotSent extends ApiException implements TemporaryFailure {
        public NotSent(ApiFailure failure, @Nullable Throwable cause) {
            super(failure, true, cause);
        }
    }

    /**
     * The request was sent and no answer came. What a write did is unknown, which is not the same as failed: ask the vendor
     * before doing it again.
     */
    public static final class OutcomeUnknown extends ApiException implements TemporaryFailure {
        /** @param repeatSafe where it was a read, or a write with a key by which the vendor knows it again */
        public OutcomeUnknown(ApiFailure failure, boolean repeatSafe, @Nullable Throwable cause) {
            super(failure, repeatSafe, cause);
        }
    }

    /** A limit is reached: the vendor's, or ours that keeps us below it. The call had no effect. */
    public static final class RateLimited extends ApiException implements RetryLater {
        private final Duration retryAfter;
        private final boolean all;

        /**
         * @param retryAfter when the vendor says to try again, or our estimate where it does not say
         * @param all whether the limit is the one of all our calls, and not only this object's or operation's
         */
        public RateLimited(ApiFailure failure, Duration retryAfter, boolean all) {
            super(failure, true, null);
            this.retryAfter = retryAfter;
            this.all = all;
        }

        @Override
        public Duration retryAfter() {
            return retryAfter;
        }

        public boolean limitsAll() {
            return all;
        }
    }

    /** Our credential is refused: an operator has to act on {@link Vendor#credential}, not the user. */
    public static final class Unauthorized extends ApiException implements TemporaryFailure {
        public Unauthorized(ApiFailure failure) {
            super(failure, true, null);
        }
    }

    /** The vendor itself says that it knows nothing of this. */
    public static final class NotFound extends ApiException {
        public NotFound(ApiFailure failure) {
            super(failure, true, null);
        }
    }

    public static final class Conflict extends ApiException {
        public Conflict(ApiFailure failure) {
            super(failure, true, null);
        }
    }

    /** The vendor understood and said no, for a reason that is none of the more special ones. */
    public static sealed class Refused extends ApiException {
        private final String body;

        /** @param body the vendor's answer as it came, for what only the operation's caller understands */
        public Refused(ApiFailure failure, String body) {
            this(failure, body, true);
        }

        private Refused(ApiFailure failure, String body, boolean repeatSafe) {
            super(failure, repeatSafe, null);
            this.body = body;
        }

        public String body() {
            return body;
        }
    }

    /**
     * Our credential is good, and may not do this: a permission of the key, a plan that does not include it. An operator has to
     * act.
     */
    public static final class Forbidden extends Refused implements TemporaryFailure {
        public Forbidden(ApiFailure failure, String body) {
            super(failure, body);
        }
    }

    /** A value is not acceptable. */
    public static final class Invalid extends Refused {
        private final List<InvalidField> fields;

        /** @param fields what is wrong with which, by the vendor's names; empty where it does not say */
        public Invalid(ApiFailure failure, String body, List<InvalidField> fields) {
            super(failure, body);
            this.fields = List.copyOf(fields);
        }

        public List<InvalidField> fields() {
            return fields;
        }
    }

    /** @param message the vendor's words */
    public record InvalidField(String field, String message) {}

    /** The bank said no. Nothing was charged. */
    public static final class CardDeclined extends Refused {
        private final String declineCode;
        private final String action;

        /**
         * @param declineCode Stripe's, such as {@code insufficient_funds}
         * @param action what the user can do
         */
        public CardDeclined(ApiFailure failure, String body, String declineCode, String action) {
            super(failure, body);
            this.declineCode = declineCode;
            this.action = action;
        }

        public String declineCode() {
            return declineCode;
        }

        public String action() {
            return action;
        }
    }

    /** Some of it took effect, some did not: it must not be repeated as a whole. */
    public static final class PartialSuccess extends Refused {
        private final List<String> done;
        private final List<String> failed;

        /**
         * @param done where it took effect, such as {@code bluesky}
         * @param failed where it did not
         */
        public PartialSuccess(ApiFailure failure, String body, List<String> done, List<String> failed) {
            super(failure, body, false);
            this.done = List.copyOf(done);
            this.failed = List.copyOf(failed);
        }

        public List<String> done() {
            return done;
        }

        public List<String> failed() {
            return failed;
        }
    }

    /**
     * The vendor answered 5xx, or a gateway with a 404 of its own. What a write did is unknown unless the vendor's contract says
     * otherwise.
     */
    public static final class Unavailable extends ApiException implements TemporaryFailure {
        private final String body;
        private final @Nullable Duration retryAfter;

        /**
         * @param repeatSafe where it was a read, or a write with a key by which the vendor knows it again
         * @param retryAfter when the vendor says to try again; null where it does not say
         */
        public Unavailable(ApiFailure failure, String body, boolean repeatSafe, @Nullable Duration retryAfter) {
            super(failure, repeatSafe, null);
            this.body = body;
            this.retryAfter = retryAfter;
        }

        public String body() {
            return body;
        }

        public @Nullable Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The vendor failed so often lately that it is not asked at present: nothing was sent. */
    public static final class NotAsked extends ApiException implements RetryLater {
        private final Duration retryAfter;

        /** @param retryAfter when it is asked again */
        public NotAsked(ApiFailure failure, Duration retryAfter) {
            super(failure, true, null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** A success whose body is not what the vendor documents. What a write did, it did. */
    public static final class UnexpectedBody extends ApiException {
        public UnexpectedBody(ApiFailure failure, @Nullable Throwable cause) {
            super(failure, false, cause);
        }
    }
}
