package dev.keelson.billing.meters;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What Stripe takes when: usage of <a href="https://docs.stripe.com/api/billing/meter-event/create">the last 35 days, and up to five
 * minutes ahead</a>; an identifier again within at least 24 hours without counting it twice.
 */
final class Window {
    static final Duration PAST = Duration.ofDays(35);
    private static final Duration AHEAD = Duration.ofMinutes(5);
    /** So that none is too late by the time that it arrives. */
    private static final Duration ON_THE_WAY = Duration.ofMinutes(2);
    /** An hour less than Stripe promises. */
    private static final Duration KNOWN_AGAIN = Duration.ofHours(23);

    private Window() {}

    static boolean isPast(Instant occurredAt, Instant now) {
        return occurredAt.isBefore(now.minus(PAST).plus(ON_THE_WAY));
    }

    static boolean isAhead(Instant occurredAt, Instant now) {
        return occurredAt.isAfter(now.plus(AHEAD));
    }

    /** Whether a repetition might be counted a second time. */
    static boolean isForgotten(Optional<Instant> uncertainSince, Instant now) {
        return uncertainSince
                .filter(since -> since.isBefore(now.minus(KNOWN_AGAIN)))
                .isPresent();
    }
}
