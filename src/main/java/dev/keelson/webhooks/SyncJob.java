package dev.keelson.webhooks;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reconciliation with a vendor.
 *
 * @param actor the administrator who asked for it; null where the system did
 * @param entity what is being compared, or was last
 * @param checked how many objects have been compared
 * @param drifted how many of them differed
 * @param repaired how many of those were mended
 * @param error why it failed, or what it is waiting for
 * @param heartbeatAt when it last came a step further
 */
public record SyncJob(
        UUID id,
        WebhookProvider provider,
        SyncScope scope,
        Reason reason,
        @Nullable UUID actor,
        Status status,
        @Nullable String entity,
        long checked,
        long drifted,
        long repaired,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant heartbeatAt,
        @Nullable Instant finishedAt) {

    /** Why there is a job. */
    public enum Reason {
        SCHEDULED,
        /** Nobody had been there for a while. */
        STARTUP,
        MANUAL;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far a job is. */
    public enum Status {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
