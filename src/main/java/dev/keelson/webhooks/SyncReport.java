package dev.keelson.webhooks;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Keeps what the jobs find: every difference is counted, the first ones of a job are kept by name. */
@Component
class SyncReport {
    static final String CHECKED = "checked";
    /** Of a job that finds more, more would be read by nobody. */
    private static final int KEPT = 1_000;

    private static final int FORGOTTEN_AT_ONCE = 10_000;

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    SyncReport(JdbcClient jdbc, IdGenerator ids, InstantSource clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** @param repaired how many of the noticed ones were mended */
    record Count(String entity, String kind, long noticed, long repaired) {}

    @Transactional
    public void add(SyncJob job, Drift drift) {
        count(job.id(), drift.entity(), drift.kind().id(), 1, drift.repaired() ? 1 : 0);
        jdbc.sql("""
                        insert into sync_drifts (id, job_id, entity, vendor_id, kind, repaired, noticed_at)
                        select :id, :job, :entity, :vendorId, :kind, :repaired, :now
                        where (select sum(noticed) from sync_counts where job_id = :job and kind <> 'checked') <= :kept
                        """)
                .param("id", ids.next())
                .param("job", job.id())
                .param("entity", drift.entity())
                .param("vendorId", drift.vendorId())
                .param("kind", drift.kind().id())
                .param("repaired", drift.repaired())
                .param("now", Timestamps.at(clock.instant()))
                .param("kept", KEPT)
                .update();
        afterCommit(() -> metrics.counter(
                        "webhook.reconcile.drift",
                        "provider",
                        job.provider().id(),
                        "entity",
                        drift.entity(),
                        "kind",
                        drift.kind().id())
                .increment());
    }

    void checked(UUID job, String entity, int count) {
        count(job, entity, CHECKED, count, 0);
    }

    List<Count> counts(UUID job) {
        return jdbc.sql("""
                        select entity, kind, noticed, repaired from sync_counts where job_id = :job order by entity, kind
                        """)
                .param("job", job)
                .query((row, _) -> new Count(
                        row.getString("entity"),
                        row.getString("kind"),
                        row.getLong("noticed"),
                        row.getLong("repaired")))
                .list();
    }

    List<SyncJobs.NoticedDrift> first(UUID job, int limit) {
        return jdbc.sql("""
                        select entity, vendor_id, kind, repaired, noticed_at from sync_drifts
                        where job_id = :job order by id limit :limit
                        """)
                .param("job", job)
                .param("limit", limit)
                .query((row, _) -> new SyncJobs.NoticedDrift(
                        row.getString("entity"),
                        row.getString("vendor_id"),
                        row.getString("kind"),
                        row.getBoolean("repaired"),
                        Timestamps.requiredInstant(row, "noticed_at")))
                .list();
    }

    /** What the vendor has shown; showing it twice is no harm. */
    void seen(UUID job, String entity, Collection<String> vendorIds) {
        jdbc.sql("""
                        insert into sync_seen (job_id, entity, vendor_id)
                        select :job, :entity, id from unnest(:ids) as t(id) on conflict do nothing
                        """)
                .param("job", job)
                .param("entity", entity)
                .param("ids", vendorIds.toArray(String[]::new))
                .update();
    }

    /** Those of the ids that the vendor has not shown. */
    List<String> unseen(UUID job, String entity, Collection<String> vendorIds) {
        return jdbc.sql("""
                        select id from unnest(:ids) as t(id)
                        where not exists (
                          select from sync_seen s where s.job_id = :job and s.entity = :entity and s.vendor_id = t.id)
                        order by id
                        """)
                .param("job", job)
                .param("entity", entity)
                .param("ids", vendorIds.toArray(String[]::new))
                .query((row, _) -> row.getString("id"))
                .list();
    }

    /** In bites, because there may be a million; outside any transaction, because nothing hangs on it. */
    void forgetSeen(UUID job) {
        int deleted;
        do {
            deleted = jdbc.sql("""
                            delete from sync_seen where ctid = any(array(
                              select ctid from sync_seen where job_id = :job limit :bite))
                            """)
                    .param("job", job)
                    .param("bite", FORGOTTEN_AT_ONCE)
                    .update();
        } while (deleted == FORGOTTEN_AT_ONCE);
    }

    private void count(UUID job, String entity, String kind, int noticed, int repaired) {
        jdbc.sql("""
                        insert into sync_counts as c (job_id, entity, kind, noticed, repaired)
                        values (:job, :entity, :kind, :noticed, :repaired)
                        on conflict (job_id, entity, kind) do update
                          set noticed = c.noticed + excluded.noticed, repaired = c.repaired + excluded.repaired
                        """)
                .param("job", job)
                .param("entity", entity)
                .param("kind", kind)
                .param("noticed", noticed)
                .param("repaired", repaired)
                .update();
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
