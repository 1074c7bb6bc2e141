package dev.keelson.social.imports;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.imports.Import.Format;
import dev.keelson.social.imports.Import.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes a file in. Its rows go to the database while they come, a few hundred at a time, so that neither memory nor a
 * connection is held by a slow sender; work on them begins when all are there.
 */
@Component
class ReceiveImport {
    private static final Logger log = LoggerFactory.getLogger(ReceiveImport.class);
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_LENGTH = 1_000_000;

    private final ImportStore imports;
    private final RowStore rows;
    private final ImportSettings settings;
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<Scheduler> scheduler;

    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    ReceiveImport(
            ImportStore imports,
            RowStore rows,
            ImportSettings settings,
            ObjectProvider<Scheduler> scheduler,
            AuditLog audit,
            TransactionTemplate transaction,
            JsonMapper json,
            IdGenerator ids,
            InstantSource clock) {
        this.imports = imports;
        this.rows = rows;
        this.settings = settings;
        this.scheduler = scheduler;
        this.audit = audit;
        this.transaction = transaction;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param zone of times that name none */
    record Order(UserId user, Mode mode, boolean dryRun, ZoneId zone) {}

    /** @return the import, whose rows are all there */
    Import receive(Order order, UploadedFile file) {
        UUID id = ids.next();
        if (!imports.open(
                id,
                order.user(),
                file.format(),
                order.mode(),
                order.dryRun(),
                order.zone(),
                settings.maxUnfinished())) {
            throw ImportProblem.TOO_MANY_IMPORTS.because(
                    "%d of yours are under way.".formatted(settings.maxUnfinished()));
        }
        try {
            var columns = copy(id, order.user(), file);
            accept(id, order.user(), columns);
        } catch (ProblemException e) {
            refuse(id, e.problem());
            throw e;
        } catch (IOException | UncheckedIOException e) {
            var problem = Problem.of(ImportProblem.IMPORT_INTERRUPTED, "It broke off before its end.");
            refuse(id, problem);
            throw new ProblemException(problem, e);
        }
        scheduler.getObject().triggerCheckForDueExecutions();
        return imports.find(id).orElseThrow(ReceiveImport::stopped);
    }

    /** @return the header of a CSV file */
    private List<String> copy(UUID id, UserId user, UploadedFile file) throws IOException {
        var text = TextOf.file(file.content());
        if (file.format() == Format.JSON_LINES) {
            copy(id, user, new JsonLinesFile(text, settings.maxRowLength()));
            return List.of();
        }
        var csv = new CsvFile(text, settings.maxRowLength(), json);
        copy(id, user, csv);
        return csv.header();
    }

    private void copy(UUID id, UserId user, Iterator<RawRow> found) {
        var batch = new ArrayList<RawRow>(BATCH_ROWS);
        int length = 0;
        int total = 0;
        while (found.hasNext()) {
            var row = found.next();
            if (++total > settings.maxRows()) {
                throw ImportProblem.IMPORT_TOO_LONG.because("It has more than %d rows.".formatted(settings.maxRows()));
            }
            batch.add(row);
            length += row.raw().length();
            if (batch.size() == BATCH_ROWS || length >= BATCH_LENGTH) {
                store(id, user, batch);
                batch.clear();
                length = 0;
            }
        }
        if (total == 0) {
            throw ImportProblem.IMPORT_EMPTY.because("It has no row.");
        }
        store(id, user, batch);
    }

    private void store(UUID id, UserId user, List<RawRow> batch) {
        transaction.executeWithoutResult(_ -> {
            if (!imports.expect(id, batch.size())) {
                throw stopped();
            }
            rows.add(id, user, batch);
        });
    }

    private void accept(UUID id, UserId user, List<String> columns) {
        transaction.executeWithoutResult(_ -> {
            if (!imports.queue(id, columns)) {
                throw stopped();
            }
            audit.record(user, "import.received", id.toString(), Map.of());
            scheduler
                    .getObject()
                    .scheduleIfNotExists(
                            ImportTasks.IMPORT.instance(id.toString()).build(), clock.instant());
        });
        log.info("import=received import={}", id);
    }

    private void refuse(UUID id, Problem problem) {
        transaction.executeWithoutResult(_ -> imports.refuse(id, problem));
        log.info("import=refused import={} problem={}", id, problem.type().name());
    }

    private static ProblemException stopped() {
        return ImportProblem.IMPORT_FINISHED.because("It was cancelled while its file was on its way.");
    }
}
