package dev.keelson.webhooks;

import java.time.Instant;

/** What a reconciliation looks at. */
public sealed interface SyncScope {
    /** Everything that the vendor has. */
    record Full() implements SyncScope {}

    /** What may have changed since then. */
    record Since(Instant from) implements SyncScope {}

    /** One object, by the vendor's id. */
    record One(String vendorId) implements SyncScope {}

    /** The name in the API and the database. */
    default String kind() {
        return switch (this) {
            case Full _ -> "full";
            case Since _ -> "since";
            case One _ -> "one";
        };
    }
}
