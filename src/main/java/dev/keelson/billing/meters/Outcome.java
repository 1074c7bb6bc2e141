package dev.keelson.billing.meters;

import dev.keelson.clients.ApiException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of an attempt. */
sealed interface Outcome {
    /** Stripe has it, from this attempt or an earlier one. */
    record Taken() implements Outcome {}

    /** @param code Stripe's, or ours where it gave none */
    record Refused(String code) implements Outcome {}

    /**
     * To be tried again.
     *
     * @param uncertain whether it may have taken effect
     * @param after when the other side says to; empty where it does not
     * @param all whether the others need not be tried before that either
     */
    record Later(String code, boolean uncertain, Optional<Duration> after, boolean all) implements Outcome {
        static Later certain(String code) {
            return new Later(code, false, Optional.empty(), false);
        }

        static Later uncertain(String code, @Nullable Duration after) {
            return new Later(code, true, Optional.ofNullable(after), false);
        }
    }

    static Outcome of(ApiException failure) {
        return switch (failure) {
            case ApiException.UnexpectedBody _ -> new Taken();
            case ApiException.NotSent _ -> Later.certain("not_sent");
            case ApiException.RateLimited e ->
                new Later("rate_limited", false, Optional.of(e.retryAfter()), e.limitsAll());
            case ApiException.NotAsked e -> new Later("not_asked", false, Optional.of(e.retryAfter()), true);
            case ApiException.Unauthorized e -> Later.certain(code(e));
            case ApiException.Forbidden e -> Later.certain(code(e));
            case ApiException.OutcomeUnknown _ -> Later.uncertain("no_answer", null);
            case ApiException.Conflict e -> Later.uncertain(code(e), null);
            case ApiException.Unavailable e -> Later.uncertain(code(e), e.retryAfter());
            case ApiException.NotFound e ->
                e.failure().vendorCode() == null ? Later.certain(code(e)) : new Refused(code(e));
            case ApiException.Refused e -> refused(e);
        };
    }

    private static Outcome refused(ApiException.Refused refusal) {
        if (isKnownAlready(refusal)) {
            return new Taken();
        }
        // What a proxy answers is not Stripe's word.
        return refusal.body().contains("\"error\"") ? new Refused(code(refusal)) : Later.certain(code(refusal));
    }

    /** Stripe does not take an identifier twice, and says so as an error. */
    private static boolean isKnownAlready(ApiException.Refused refusal) {
        return "duplicate_meter_event".equals(refusal.failure().vendorCode())
                || refusal.failure().message().startsWith("An event already exists with identifier");
    }

    private static String code(ApiException e) {
        String code = e.failure().vendorCode();
        return code == null ? "http_" + e.failure().status() : code;
    }
}
