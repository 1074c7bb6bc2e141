package dev.keelson.billing.meters;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Usage that is due, taken by one sender for a while.
 *
 * @param customer Stripe's id
 * @param number 1 for the first attempt
 * @param uncertainSince of an earlier attempt of which it is not known whether it took effect
 */
record Attempt(
        UUID id,
        String customer,
        String eventName,
        long value,
        Instant occurredAt,
        String identifier,
        int number,
        Optional<Instant> uncertainSince) {

    private static final String PREFIX = "keelson-meter-";

    /**
     * Another one for each attempt: Stripe repeats the answer to a key, also where that was an error of its own, and the
     * identifier already keeps usage from counting twice.
     */
    String idempotencyKey() {
        return PREFIX + id + "-" + number;
    }

    /** Whose key it is, if it is one of these. */
    static Optional<UUID> idIn(String idempotencyKey) {
        int end = PREFIX.length() + 36;
        try {
            return idempotencyKey.startsWith(PREFIX) && idempotencyKey.length() > end
                    ? Optional.of(UUID.fromString(idempotencyKey.substring(PREFIX.length(), end)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
