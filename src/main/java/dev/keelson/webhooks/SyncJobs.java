package dev.keelson.webhooks;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.webhooks.SyncJob.Reason;
import dev.keelson.webhooks.SyncJob.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Reconciliations with the vendors: asking for them, following them, ending them. Whether the caller may is theirs to decide. */
@Component
public class SyncJobs {
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<Scheduler> scheduler;

    private final SyncStore store;
    private final SyncReport report;
    private final Reconcilers reconcilers;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;

    SyncJobs(
            ObjectProvider<Scheduler> scheduler,
            SyncStore store,
            SyncReport report,
            Reconcilers reconcilers,
            AuditLog audit,
            IdGenerator ids,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.store = store;
        this.report = report;
        this.reconcilers = reconcilers;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A difference that a job has found.
     *
     * @param kind {@link Drift.Kind#id}
     */
    public record NoticedDrift(String entity, String vendorId, String kind, boolean repaired, Instant noticedAt) {}

    /** How many differences of one kind a job has found. */
    public record DriftCount(String entity, String kind, long noticed, long repaired) {}

    /** How many objects of one kind a job has compared. */
    public record EntityProgress(String entity, long checked) {}

    /**
     * What a job has found so far.
     *
     * @param drifts the first ones; all of them are counted
     */
    public record Report(List<EntityProgress> progress, List<DriftCount> counts, List<NoticedDrift> drifts) {}

    /**
     * Asks for a job on behalf of an administrator. It begins within seconds.
     *
     * @throws ProblemException {@code SYNC_JOB_RUNNING} where one of that kind is under way, {@code SYNC_OBJECT_UNKNOWN}
     *     where the vendor has no objects with such ids
     */
    @Transactional
    public SyncJob request(WebhookProvider provider, SyncScope scope, UserId actor) {
        if (reconcilers.covering(provider, scope, clock.instant()).isEmpty()) {
            throw SyncProblem.SYNC_OBJECT_UNKNOWN.because("Nothing of " + provider.id() + " has such an id.");
        }
        SyncJob job = start(provider, scope, Reason.MANUAL, actor.value())
                .orElseThrow(() -> SyncProblem.SYNC_JOB_RUNNING.because(store.live(provider, scope)
                        .map(live -> "Job %s is %s."
                                .formatted(live.id(), live.status().id()))
                        .orElse("It has just ended.")));
        audit.record(
                actor,
                "sync_job.requested",
                job.id().toString(),
                Map.of("provider", provider.id(), "kind", scope.kind()));
        return job;
    }

    /** @return empty where one of that kind is under way */
    @Transactional
    Optional<SyncJob> start(WebhookProvider provider, SyncScope scope, Reason reason, @Nullable UUID actor) {
        UUID id = ids.next();
        if (!store.insert(id, provider, scope, reason, actor)) {
            return Optional.empty();
        }
        scheduler
                .getObject()
                .scheduleIfNotExists(SyncTasks.RUN.instance(id.toString()).build(), clock.instant());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.getObject().triggerCheckForDueExecutions();
            }
        });
        return store.find(id);
    }

    /** @throws ProblemException {@code NOT_FOUND} */
    public SyncJob get(UUID id) {
        return store.find(id)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such job, or it is kept no more."));
    }

    public Report report(UUID id, int limit) {
        var counts = report.counts(id);
        return new Report(
                counts.stream()
                        .filter(count -> count.kind().equals(SyncReport.CHECKED))
                        .map(count -> new EntityProgress(count.entity(), count.noticed()))
                        .toList(),
                counts.stream()
                        .filter(count -> !count.kind().equals(SyncReport.CHECKED))
                        .map(count -> new DriftCount(count.entity(), count.kind(), count.noticed(), count.repaired()))
                        .toList(),
                report.first(id, limit));
    }

    /** The jobs, the newest first; null for any. */
    public Page<SyncJob> find(
            @Nullable WebhookProvider provider, @Nullable Status status, Optional<Cursor> after, int limit) {
        return store.page(provider, status, after, limit);
    }

    /**
     * Ends a job after the page that it is at. What it has mended stays mended.
     *
     * @throws ProblemException {@code NOT_FOUND}, or {@code SYNC_JOB_FINISHED} where it has ended
     */
    @Transactional
    public SyncJob cancel(UUID id, UserId actor) {
        if (!store.cancel(id)) {
            throw SyncProblem.SYNC_JOB_FINISHED.because(
                    "The job is %s.".formatted(get(id).status().id()));
        }
        audit.record(actor, "sync_job.cancelled", id.toString(), Map.of());
        return get(id);
    }
}
