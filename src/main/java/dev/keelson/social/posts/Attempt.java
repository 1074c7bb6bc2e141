package dev.keelson.social.posts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One sending of one target: written and committed before the call.
 *
 * @param number 1 for the first of its order
 * @param key the idempotency key at Ayrshare, and the note by which its history is searched
 * @param endedAt when the call ended, null where nobody saw it end
 * @param looks how often it was looked for
 * @param keyWasSeen whether Ayrshare refused the key as seen
 * @param turnedAway whether Ayrshare refused the request before it took the post, and so said nothing about the key
 */
record Attempt(
        UUID id,
        UUID targetId,
        int round,
        int number,
        String key,
        Instant startedAt,
        @Nullable Instant endedAt,
        Outcome outcome,
        int looks,
        boolean keyWasSeen,
        boolean turnedAway) {

    enum Outcome {
        /** The call runs, or ran when the process died. */
        OPEN,
        /** The call ended without a usable answer. */
        UNKNOWN,
        /** Ayrshare has it, the network does not show it yet. */
        PENDING,
        /** It was looked for long enough: it did not go out. */
        ABSENT,
        NOT_SENT,
        RATE_LIMITED,
        PUBLISHED,
        REFUSED;

        /** Whether the post may be out, so that it has to be looked for and must not be sent. */
        boolean mustBeLookedFor() {
            return this == OPEN || this == UNKNOWN || this == PENDING;
        }

        /** Whether what is sent after it is sent under the same key. */
        boolean keepsItsKey() {
            return this == ABSENT || this == NOT_SENT;
        }
    }
}
