package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A Stripe object that won against what was stored, and has to be written as it is.
 *
 * @param stripeId the object's id
 * @param object the object without what must not be stored
 * @param livemode whether it is about real money
 * @param version {@code created} (s) of the event that it belongs to
 * @param fetchedAt when Stripe was asked for it; null where the event itself carried it
 * @param deletedAt when it was deleted; null where it lives
 */
record Snapshot(
        String stripeId,
        JsonNode object,
        boolean livemode,
        long version,
        @Nullable Instant fetchedAt,
        @Nullable Instant deletedAt) {

    /** The same without what only the person needs who it is about. */
    Snapshot forTheBooks() {
        return with(Books.only(object));
    }

    /** The same with less, or more, of the object. */
    Snapshot with(JsonNode other) {
        return new Snapshot(stripeId, other, livemode, version, fetchedAt, deletedAt);
    }

    /** The columns that every mirrored table has. */
    Map<String, @Nullable Object> columns() {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("stripeId", stripeId);
        columns.put("raw", object.toString());
        columns.put("livemode", livemode);
        columns.put("version", version);
        columns.put("fetchedAt", Timestamps.at(fetchedAt));
        columns.put("deletedAt", Timestamps.at(deletedAt));
        return columns;
    }
}
