package dev.keelson.social.imports;

import dev.keelson.shared.Problem.FieldError;
import dev.keelson.social.imports.Import.Format;
import dev.keelson.social.imports.Import.Mode;
import dev.keelson.social.imports.Import.Status;
import dev.keelson.social.imports.RowStore.Judged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as the API shows it. Every row of it is counted once.
 *
 * @param created rows that have become posts
 * @param valid rows of a dry run that would
 * @param skipped rows that were imported before
 * @param failed rows that have to be corrected
 * @param pending rows that have not been looked at; of a cancelled import they never are
 * @param problem why the file as a whole was refused
 */
record ImportResponse(
        UUID id,
        Status status,
        Format format,
        Mode mode,
        boolean dryRun,
        String timeZone,
        int total,
        int created,
        int valid,
        int skipped,
        int failed,
        int pending,
        int percent,
        @Nullable String problem,
        @Nullable String detail,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    static ImportResponse from(Import found) {
        var counts = found.counts();
        return new ImportResponse(
                found.id(),
                found.status(),
                found.format(),
                found.mode(),
                found.dryRun(),
                found.zone().getId(),
                counts.total(),
                counts.created(),
                counts.valid(),
                counts.skipped(),
                counts.failed(),
                counts.pending(),
                counts.percent(),
                found.problem(),
                found.detail(),
                found.createdAt(),
                found.finishedAt());
    }

    /**
     * @param row its number, from 1, without the header
     * @param line of the file, where it begins
     * @param code why it was skipped or has failed
     * @param action what to do about it
     * @param errors by column; of JSON lines by field
     */
    record Row(
            int row,
            long line,
            RowStatus status,
            @Nullable String externalId,
            @Nullable UUID postId,
            @Nullable String code,
            @Nullable String detail,
            @Nullable String action,
            List<ColumnError> errors) {

        static Row from(Judged judged) {
            var outcome = judged.outcome();
            return new Row(
                    judged.row().number(),
                    judged.row().line(),
                    outcome.status(),
                    judged.externalId(),
                    outcome.post(),
                    outcome.code(),
                    outcome.detail(),
                    outcome.action(),
                    outcome.errors().stream().map(ColumnError::from).toList());
        }
    }

    record ColumnError(String column, String message) {
        static ColumnError from(FieldError error) {
            return new ColumnError(error.field(), error.message());
        }
    }
}
