package dev.keelson.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event since it arrived, without its body.
 *
 * @param occurredAt null where only the dead letter is left of it
 * @param traceId of the request that brought it
 */
record StoredEvent(
        long sequence,
        String provider,
        String eventId,
        String type,
        String subject,
        @Nullable Instant occurredAt,
        Instant receivedAt,
        @Nullable String traceId) {

    Place place() {
        return new Place(receivedAt, sequence);
    }

    /** A place in the order of arrival: times may be equal, sequences are not. */
    record Place(Instant receivedAt, long sequence) {}
}
