package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.util.UUID;

/**
 * An import has come further. Told every few per cent and at the end, never for every row.
 *
 * @param status {@code running}, {@code done} or {@code cancelled}
 * @param created rows that have become posts
 * @param valid rows of a dry run that would
 * @param skipped rows that were imported before
 * @param failed rows that their user has to correct
 * @param pending rows whose turn has not come
 */
public record ImportProgressed(
        UUID importId,
        UserId user,
        String status,
        int total,
        int created,
        int valid,
        int skipped,
        int failed,
        int pending) {}
