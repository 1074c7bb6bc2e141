package dev.keelson.webhooks;

import dev.keelson.shared.RetryLater;
import dev.keelson.webhooks.Reconciler.Step;
import dev.keelson.webhooks.SyncJob.Status;
import dev.keelson.webhooks.SyncStore.Phase;
import dev.keelson.webhooks.SyncStore.Position;
import dev.keelson.webhooks.SyncStore.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Executes a job, page by page. After each page it is noted down where the work goes on, so that a process that dies costs one
 * page, and any node may go on.
 */
@Component
class SyncRun {
    private static final Logger log = LoggerFactory.getLogger(SyncRun.class);
    private static final int KNOWN_PAGE = 1_000;
    /** A vendor that only says "later" is waited for longer than one that fails. */
    private static final int PATIENCE = 10;

    private final SyncStore store;
    private final SyncReport report;
    private final Reconcilers reconcilers;
    private final SyncSettings settings;
    private final SyncPace pace;
    private final WebhookHandlers handlers;
    private final InboxWriter inbox;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    SyncRun(
            SyncStore store,
            SyncReport report,
            Reconcilers reconcilers,
            SyncSettings settings,
            SyncPace pace,
            WebhookHandlers handlers,
            InboxWriter inbox,
            TransactionTemplate transaction,
            InstantSource clock,
            MeterRegistry metrics) {
        this.store = store;
        this.report = report;
        this.reconcilers = reconcilers;
        this.settings = settings;
        this.pace = pace;
        this.handlers = handlers;
        this.inbox = inbox;
        this.transaction = transaction;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Works until the job has ended or has to wait.
     *
     * @param stopping whether the node is about to stop: then no further page is begun
     * @return when the work goes on, empty where it is done
     */
    Optional<Instant> run(UUID id, BooleanSupplier stopping) {
        var due = store.take(id).flatMap(taken -> run(taken, stopping));
        if (due.isEmpty()) {
            report.forgetSeen(id);
        }
        return due;
    }

    private Optional<Instant> run(Taken taken, BooleanSupplier stopping) {
        try {
            return work(taken, stopping);
        } catch (SyncStoppedException e) {
            return whereStopped(taken);
        } catch (RuntimeException e) {
            return failed(taken, e);
        }
    }

    private Optional<Instant> whereStopped(Taken taken) {
        return store.find(taken.job().id())
                .filter(job -> job.status() == Status.RUNNING)
                .map(_ -> clock.instant());
    }

    private Optional<Instant> work(Taken taken, BooleanSupplier stopping) {
        var job = taken.job();
        var pass = new SyncPass(job, pace, report, handlers, inbox, clock);
        var covering = reconcilers.covering(job.provider(), job.scope(), job.createdAt());
        Position at = taken.position() != null ? taken.position() : first(covering, 0);
        while (at != null) {
            if (stopping.getAsBoolean()) {
                return Optional.of(clock.instant());
            }
            at = step(taken, pass, covering, at);
        }
        store.finish(taken, Status.SUCCEEDED, null);
        log.info(
                "reconcile=succeeded provider={} kind={} job={}",
                job.provider().id(),
                job.scope().kind(),
                job.id());
        return Optional.empty();
    }

    /** @return where the work goes on; null where it is done */
    private @Nullable Position step(Taken taken, SyncPass pass, List<Reconciler> covering, Position at) {
        int index = indexOf(covering, at.entity());
        if (index < 0) {
            throw new IllegalStateException("nothing compares '" + at.entity() + "' any more");
        }
        var reconciler = covering.get(index);
        Step step = switch (at.phase()) {
            case LIST ->
                pass.scope() instanceof SyncScope.One one
                        ? checkOne(reconciler, pass, one)
                        : reconciler.page(pass, at.cursor());
            case SWEEP -> sweep(reconciler, pass, at.cursor());
        };
        Position next = next(pass, covering, index, at.phase(), step);
        transaction.executeWithoutResult(_ -> {
            // After the last page it stays where it was: to repeat that page is all that a death before the end costs.
            store.advance(taken, next == null ? at : next);
            report.checked(pass.jobId(), reconciler.entity(), step.checked());
            if (pass.scope() instanceof SyncScope.Full && !step.shown().isEmpty()) {
                report.seen(pass.jobId(), reconciler.entity(), step.shown());
            }
        });
        return next;
    }

    private static @Nullable Position next(
            SyncPass pass, List<Reconciler> covering, int index, Phase phase, Step step) {
        String entity = covering.get(index).entity();
        if (step.next() != null) {
            return new Position(entity, phase, step.next());
        }
        return phase == Phase.LIST && pass.scope() instanceof SyncScope.Full
                ? new Position(entity, Phase.SWEEP, null)
                : first(covering, index + 1);
    }

    private static @Nullable Position first(List<Reconciler> covering, int index) {
        return index < covering.size() ? new Position(covering.get(index).entity(), Phase.LIST, null) : null;
    }

    private static int indexOf(List<Reconciler> covering, String entity) {
        return covering.stream().map(Reconciler::entity).toList().indexOf(entity);
    }

    private static Step checkOne(Reconciler reconciler, SyncPass pass, SyncScope.One one) {
        reconciler.check(pass, one.vendorId());
        return Step.of(null, 1);
    }

    /** Looks up what is alive here and was not listed. */
    private Step sweep(Reconciler reconciler, SyncPass pass, @Nullable String after) {
        if (after == null) {
            requirePlausible(reconciler, pass);
        }
        var known = reconciler.known(pass, after, KNOWN_PAGE);
        if (known.isEmpty()) {
            return Step.of(null, 0);
        }
        var unseen = report.unseen(pass.jobId(), reconciler.entity(), known);
        unseen.forEach(id -> reconciler.check(pass, id));
        return Step.of(known.getLast(), unseen.size());
    }

    private void requirePlausible(Reconciler reconciler, SyncPass pass) {
        long all = 0;
        long missing = 0;
        var known = reconciler.known(pass, null, KNOWN_PAGE);
        while (!known.isEmpty()) {
            all += known.size();
            missing += report.unseen(pass.jobId(), reconciler.entity(), known).size();
            known = reconciler.known(pass, known.getLast(), KNOWN_PAGE);
        }
        if (missing > settings.maxVanished() && missing > all * settings.maxVanishedShare()) {
            throw new ImplausibleDriftException(reconciler.entity(), missing, all);
        }
    }

    private Optional<Instant> failed(Taken taken, RuntimeException failure) {
        var job = taken.job();
        String error = describe(failure);
        int failures = store.failuresOf(job.id()) + 1;
        boolean asksForPatience = failure instanceof RetryLater;
        boolean last = failure instanceof ImplausibleDriftException
                || failures >= settings.maxAttempts() * (asksForPatience ? PATIENCE : 1);
        log.warn(
                "reconcile={} provider={} kind={} job={} failures={} error=\"{}\"",
                last ? "failed" : "postponed",
                job.provider().id(),
                job.scope().kind(),
                job.id(),
                failures,
                error,
                failure);
        try {
            return last ? end(taken, error) : later(taken, error, failures, failure);
        } catch (SyncStoppedException e) {
            return whereStopped(taken);
        }
    }

    private Optional<Instant> end(Taken taken, String error) {
        store.finish(taken, Status.FAILED, error);
        metrics.counter(
                        "webhook.reconcile.failed",
                        "provider",
                        taken.job().provider().id())
                .increment();
        return Optional.empty();
    }

    private Optional<Instant> later(Taken taken, String error, int failures, RuntimeException failure) {
        store.postpone(taken, error);
        Duration pause = settings.pauseAfter(failures);
        if (failure instanceof RetryLater told) {
            pause = told.retryAfter().compareTo(settings.pause()) > 0 ? told.retryAfter() : settings.pause();
            pace.pause(taken.job().provider(), clock.instant().plus(pause));
        }
        return Optional.of(clock.instant().plus(pause));
    }

    /** What an operator may read of a failure: the database's own words quote rows, and so persons. */
    private static String describe(Throwable failure) {
        if (failure instanceof ImplausibleDriftException && failure.getMessage() != null) {
            return failure.getMessage();
        }
        String message = failure instanceof DataAccessException ? null : failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
