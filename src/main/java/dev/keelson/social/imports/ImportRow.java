package dev.keelson.social.imports;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.accounts.LinkAccounts;
import dev.keelson.social.imports.RowStore.Known;
import dev.keelson.social.posts.WritePosts;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes one row a post. The post, the row's outcome, the count and the memory that the row has become a post are one transaction:
 * after a crash at any point the row is either done or still to be done.
 */
@Component
class ImportRow {
    private final ImportStore imports;
    private final RowStore rows;
    private final ReadyRow.Reader reader;
    private final WritePosts posts;
    private final LinkAccounts links;
    private final TransactionTemplate transaction;

    ImportRow(
            ImportStore imports,
            RowStore rows,
            ReadyRow.Reader reader,
            WritePosts posts,
            LinkAccounts links,
            TransactionTemplate transaction) {
        this.imports = imports;
        this.rows = rows;
        this.reader = reader;
        this.posts = posts;
        this.links = links;
        this.transaction = transaction;
    }

    /** Thrown to undo what a row of a dry run has made. */
    @SuppressWarnings("serial") // never serialised
    private static final class Undone extends RuntimeException {
        Undone() {
            super(null, null, false, false);
        }
    }

    void run(Import job, RawRow row) {
        RowSource source;
        try {
            source = reader.take(job, row);
        } catch (ProblemException e) {
            settle(job, row, null, RowOutcome.failed(e.problem(), UnaryOperator.identity()));
            return;
        }
        settleOnce(job, row, source);
    }

    /** Ends a row that ends in an error of ours each time. */
    void giveUp(Import job, RawRow row) {
        var problem = Problem.of(ImportProblem.ROW_NOT_PROCESSED, "Something went wrong on our side, several times.");
        settle(job, row, null, RowOutcome.failed(problem, UnaryOperator.identity()));
    }

    private void settleOnce(Import job, RawRow row, RowSource source) {
        var before = before(job, source);
        if (before.isPresent()) {
            settle(job, row, source, before.get());
            return;
        }
        try {
            var ready = reader.read(job, source);
            links.withFreshAccounts(job.user(), () -> create(job, row, source, ready));
        } catch (ProblemException e) {
            if (e.problem().type().status().is5xxServerError()) {
                // Not the row's fault: it is tried again.
                throw e;
            }
            settle(job, row, source, RowOutcome.failed(e.problem(), source.column()));
        } catch (DuplicateKeyException e) {
            // The same row has just become a post in another import, which has been committed.
            settle(job, row, source, before(job, source).orElseThrow(() -> e));
        } catch (Undone e) {
            settle(job, row, source, RowOutcome.valid());
        }
    }

    private Optional<RowOutcome> before(Import job, RowSource source) {
        byte[] key = source.key();
        return rows.known(job.user(), key)
                .map(known -> skipped(job, known.importId(), known.number(), known.post()))
                .or(() -> job.dryRun()
                        ? rows.sameInDryRun(job.id(), key).map(number -> skipped(job, job.id(), number, null))
                        : Optional.empty());
    }

    private static RowOutcome skipped(Import job, UUID importId, int number, @Nullable UUID post) {
        String where = importId.equals(job.id())
                ? "It is the same as row %d of this file.".formatted(number)
                : "It was row %d of import %s.".formatted(number, importId);
        return RowOutcome.skipped(post, Problem.of(ImportProblem.ROW_IMPORTED_BEFORE, where));
    }

    /** @return whether the row was still to be done */
    private boolean create(Import job, RawRow row, RowSource source, ReadyRow ready) {
        return Objects.requireNonNull(transaction.execute(status -> {
            // First, because whoever cancels the import waits for it.
            if (!imports.count(job.id(), RowStatus.CREATED)) {
                return false;
            }
            UUID post = posts.create(job.user(), ready.content(), ready.when()).id();
            if (job.dryRun()) {
                throw new Undone();
            }
            rows.remember(job.user(), source.key(), new Known(post, job.id(), row.number()));
            if (!rows.settle(job.id(), row.number(), source.externalId(), source.key(), RowOutcome.created(post))) {
                status.setRollbackOnly();
                return false;
            }
            return true;
        }));
    }

    private void settle(Import job, RawRow row, @Nullable RowSource source, RowOutcome outcome) {
        transaction.executeWithoutResult(status -> {
            boolean running = imports.count(job.id(), outcome.status());
            if (!running
                    || !rows.settle(
                            job.id(),
                            row.number(),
                            source == null ? null : source.externalId(),
                            source == null ? null : source.key(),
                            outcome)) {
                status.setRollbackOnly();
            }
        });
    }
}
