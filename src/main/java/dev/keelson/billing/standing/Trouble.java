package dev.keelson.billing.standing;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is so with what a user has bought. It follows from the mirrored objects and the time alone.
 *
 * @param subject Stripe's id of what it is about
 * @param id ours; null where it is not known here
 * @param subscription Stripe's id of the subscription that it bears on
 * @param occasion tells several of the same subject apart, the later one by the greater number; null where nobody is told
 * @param since null where nobody knows
 * @param until when it ends, or what it threatens comes; null where nobody knows
 * @param detail depends on the kind
 */
record Trouble(
        UserId user,
        Kind kind,
        String subject,
        @Nullable UUID id,
        @Nullable String subscription,
        @Nullable Long occasion,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String detail) {

    /** How much it matters to the user. */
    enum Severity {
        /** Something is lost already, or will be unless the user does something. */
        ERROR,
        /** Something should be done. */
        WARNING,
        /** Good to know. */
        INFO
    }

    /** What it is. The first are the worst. */
    enum Kind {
        /** An invoice could not be collected. */
        PAYMENT_FAILED("invoice", Severity.ERROR),
        /** A payment waits for the payer to confirm it. */
        ACTION_REQUIRED("invoice", Severity.ERROR),
        /** Stripe has given up collecting, the subscription gives nothing. */
        UNPAID("subscription", Severity.ERROR),
        /** The first payment has not succeeded, the subscription gives nothing yet. */
        INCOMPLETE("subscription", Severity.ERROR),
        /** A card cannot be used any more. */
        CARD_EXPIRED("payment_method", Severity.ERROR),
        /** The payer's bank takes a payment back. */
        DISPUTED("dispute", Severity.ERROR),
        /** The subscription rests, or nothing is collected for it. */
        PAUSED("subscription", Severity.WARNING),
        /** A card will soon be of no use. */
        CARD_EXPIRING("payment_method", Severity.WARNING),
        /** A trial is about to end. */
        TRIAL_ENDING("subscription", Severity.WARNING),
        /** The subscription will end. */
        CANCELLATION_SCHEDULED("subscription", Severity.INFO),
        /** What is not paid is about to be lost; shown as the {@code until} of the payment. */
        GRACE_ENDING("subscription", null),
        /** The subscription ended not long ago. */
        SUBSCRIPTION_ENDED("subscription", null);

        /** As stored; a newer version may have stored others. */
        static final List<String> IDS = Arrays.stream(values()).map(Kind::id).toList();

        private final String subjectType;
        private final @Nullable Severity severity;

        Kind(String subjectType, @Nullable Severity severity) {
            this.subjectType = subjectType;
            this.severity = severity;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }

        String subjectType() {
            return subjectType;
        }

        /** Null where it is not shown. */
        @Nullable
        Severity severity() {
            return severity;
        }

        /** Whether one that is over and comes again is another one, though it has no number of its own. */
        boolean comesAgain() {
            return this == PAUSED || this == DISPUTED;
        }
    }
}
