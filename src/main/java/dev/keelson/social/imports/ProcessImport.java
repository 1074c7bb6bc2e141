package dev.keelson.social.imports;

import dev.keelson.auth.UserDirectory;
import dev.keelson.social.ImportProgressed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works on an import, a few rows at a time: posts that are due, and other users' imports, have their turn in between. Where it is
 * stands in the rows alone, so it goes on after a crash where it was.
 */
@Component
class ProcessImport {
    private static final Logger log = LoggerFactory.getLogger(ProcessImport.class);
    private static final Duration WHILE_SUSPENDED = Duration.ofMinutes(10);

    private final ImportStore imports;
    private final RowStore rows;
    private final ImportRow importRow;
    private final UserDirectory users;
    private final ImportSettings settings;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final Semaphore places;

    ProcessImport(
            ImportStore imports,
            RowStore rows,
            ImportRow importRow,
            UserDirectory users,
            ImportSettings settings,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.imports = imports;
        this.rows = rows;
        this.importRow = importRow;
        this.users = users;
        this.settings = settings;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
        this.places = new Semaphore(settings.atOnce());
    }

    /** @return when to go on; nothing where the import has ended */
    Optional<Instant> run(UUID id) {
        if (!places.tryAcquire()) {
            return Optional.of(clock.instant().plus(settings.pause()));
        }
        try {
            return imports.start(id).flatMap(this::someRows);
        } finally {
            places.release();
        }
    }

    private Optional<Instant> someRows(Import job) {
        if (!users.active(job.user())) {
            return Optional.of(clock.instant().plus(WHILE_SUSPENDED));
        }
        rows.pending(job.id(), settings.rowsAtOnce()).forEach(row -> importRow.run(job, row));
        return Boolean.TRUE.equals(transaction.execute(_ -> tell(job.id())))
                ? Optional.of(clock.instant().plus(settings.pause()))
                : Optional.empty();
    }

    /** After many attempts: the first row that is not done is the one that cannot be. */
    void giveUpRow(UUID id) {
        imports.start(id)
                .ifPresent(job -> rows.pending(id, 1).forEach(row -> {
                    importRow.giveUp(job, row);
                    log.error("import=row_given_up import={} row={}", id, row.number());
                }));
    }

    void cancel(Import job) {
        transaction.executeWithoutResult(_ -> {
            if (!imports.cancel(job.id())) {
                throw ImportProblem.IMPORT_FINISHED.because(
                        "It is '%s'.".formatted(job.status().id()));
            }
            imports.find(job.id()).ifPresent(this::publish);
        });
    }

    /** @return whether there is more to do */
    private boolean tell(UUID id) {
        boolean finished = imports.finish(id);
        var job = imports.find(id);
        if (job.isEmpty()) {
            return false;
        }
        int percent = job.get().counts().percent();
        int step = percent - percent % settings.tellEvery();
        if (finished || imports.tell(id, step)) {
            publish(job.get());
        }
        if (finished) {
            log.info("import=done import={} counts={}", id, job.get().counts());
        }
        return job.get().status() == Import.Status.RUNNING;
    }

    private void publish(Import job) {
        var counts = job.counts();
        events.publishEvent(new ImportProgressed(
                job.id(),
                job.user(),
                job.status().id(),
                counts.total(),
                counts.created(),
                counts.valid(),
                counts.skipped(),
                counts.failed(),
                counts.pending()));
    }
}
