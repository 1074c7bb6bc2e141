package dev.keelson.social.imports;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of posts, and how far it is.
 *
 * @param zone of times that name none
 * @param columns the header of a CSV file, as it was written
 * @param problem why the file as a whole was refused
 */
record Import(
        UUID id,
        UserId user,
        Status status,
        Format format,
        Mode mode,
        boolean dryRun,
        ZoneId zone,
        List<String> columns,
        Counts counts,
        @Nullable String problem,
        @Nullable String detail,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    enum Status {
        /** Its rows come in. After a crash there it fails, and nothing of it is imported. */
        RECEIVING,
        QUEUED,
        RUNNING,
        /** Every row has been judged. */
        DONE,
        /** The file was refused as a whole. */
        FAILED,
        CANCELLED;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Format {
        CSV,
        JSON_LINES;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of the rows. */
    enum Mode {
        /** All become drafts; their times are checked and left out. */
        DRAFT,
        /** Each is scheduled for its time. */
        SCHEDULE;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many rows there are of each kind. */
    record Counts(int total, int created, int valid, int skipped, int failed) {
        int pending() {
            return total - created - valid - skipped - failed;
        }

        int percent() {
            return total == 0 ? 100 : (int) (100L * (total - pending()) / total);
        }
    }
}
