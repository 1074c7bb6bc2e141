package dev.keelson.webhooks;

import dev.keelson.webhooks.ArchiveFile.Content;
import dev.keelson.webhooks.ArchiveRows.Piece;
import dev.keelson.webhooks.ArchiveRows.Total;
import dev.keelson.webhooks.RetentionDays.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes a day's events to a file before they go. Whatever interrupts it, the next run continues behind what is durable, so
 * that the finished file holds each event once; only then has it its name.
 */
@Component
class EventArchive {
    private static final Logger log = LoggerFactory.getLogger(EventArchive.class);

    private final RetentionDays days;
    private final ArchiveRows rows;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final int eventsInPiece;
    private final @Nullable Path directory;

    EventArchive(
            RetentionDays days,
            ArchiveRows rows,
            PlatformTransactionManager transactions,
            InstantSource clock,
            RetentionSettings settings,
            MeterRegistry metrics) {
        this.days = days;
        this.rows = rows;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.metrics = metrics;
        this.eventsInPiece = settings.batchSize();
        this.directory = settings.archiveDirectory();
        if (directory != null && !(Files.isDirectory(directory) && Files.isWritable(directory))) {
            // Otherwise it would be noticed when the first day is old enough, in three months.
            throw new IllegalStateException(
                    "keelson.webhooks.retention.archive-directory is no directory that can be written to: "
                            + directory);
        }
    }

    /**
     * Writes the day, or what is left of it. Without a directory there is nothing to do.
     *
     * @return false where it was stopped
     * @throws IllegalStateException where the file does not hold what the database does; the next run begins it anew
     */
    boolean write(LocalDate day, BooleanSupplier stop) throws IOException {
        if (directory == null || days.progress(day).archived()) {
            return true;
        }
        var file = new ArchiveFile(directory, day);
        Progress progress = days.progress(day);
        if (!file.isComplete(progress.bytes())) {
            if (progress.bytes() > 0 && !file.continuesAt(progress.bytes())) {
                log.warn("webhooks=archive_restarted day={} cause=no_partial_file", day);
                progress = beginAnew(day, progress);
            }
            Optional<Progress> end = writeAll(day, file, progress, stop);
            if (end.isEmpty()) {
                return false;
            }
            progress = end.get();
        }
        if (progress.events() > 0) {
            complete(day, file, progress);
        }
        return true;
    }

    private Optional<Progress> writeAll(LocalDate day, ArchiveFile file, Progress from, BooleanSupplier stop)
            throws IOException {
        Progress progress = from;
        for (; ; ) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            Optional<Piece> next = rows.next(day, progress.last(), eventsInPiece);
            if (next.isEmpty()) {
                return Optional.of(progress);
            }
            Piece piece = next.get();
            long bytes = file.append(
                    progress.bytes(), out -> transaction.executeWithoutResult(_ -> rows.write(day, piece, out)));
            var after = new Progress(bytes, progress.events() + piece.events(), piece.last(), false);
            days.advance(day, progress, after);
            progress = after;
        }
    }

    private void complete(LocalDate day, ArchiveFile file, Progress progress) throws IOException {
        Content written = verified(day, file, progress);
        file.complete();
        days.archived(day, file.name(), written.sha256(), clock.instant());
        metrics.counter("webhook.retention.archived.rows").increment((double) progress.events());
        metrics.counter("webhook.retention.archived.bytes").increment((double) progress.bytes());
        log.info(
                "webhooks=archived day={} file={} rows={} bytes={} sha256={}",
                day,
                file.name(),
                progress.events(),
                progress.bytes(),
                written.sha256());
    }

    private Content verified(LocalDate day, ArchiveFile file, Progress progress) {
        Content written;
        try {
            written = file.read(ArchiveRows::number);
        } catch (IOException | NumberFormatException e) {
            beginAnew(day, progress);
            throw new IllegalStateException("the archive of %s cannot be read".formatted(day), e);
        }
        Total stored = rows.total(day);
        if (written.lines() != stored.events() || written.sum() != stored.sum()) {
            beginAnew(day, progress);
            throw new IllegalStateException("the archive of %s holds %d events and the database %d, or others"
                    .formatted(day, written.lines(), stored.events()));
        }
        return written;
    }

    private Progress beginAnew(LocalDate day, Progress progress) {
        days.advance(day, progress, Progress.NONE);
        return Progress.NONE;
    }
}
