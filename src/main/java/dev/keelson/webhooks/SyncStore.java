package dev.keelson.webhooks;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.SyncJob.Reason;
import dev.keelson.webhooks.SyncJob.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs' rows. */
@Component
class SyncStore {
    private static final String JOBS = """
            select j.*, coalesce(c.checked, 0) as checked, coalesce(c.drifted, 0) as drifted,
                   coalesce(c.repaired, 0) as repaired
            from sync_jobs j left join lateral (
              select sum(noticed) filter (where kind = 'checked') as checked,
                     sum(noticed) filter (where kind <> 'checked') as drifted, sum(repaired) as repaired
              from sync_counts where job_id = j.id) c on true
            """;

    /** What a job does with its objects. */
    enum Phase {
        LIST,
        SWEEP;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where a job's work goes on.
     *
     * @param cursor null at the beginning of the phase
     */
    record Position(String entity, Phase phase, @Nullable String cursor) {}

    /**
     * A job as one execution has taken it.
     *
     * @param run which execution this is
     * @param failures of the ones before it, in a row
     */
    record Taken(
            SyncJob job, int run, int failures, @Nullable Position position) {}

    private final JdbcClient jdbc;
    private final InstantSource clock;

    SyncStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return false where such a job is under way */
    boolean insert(UUID id, WebhookProvider provider, SyncScope scope, Reason reason, @Nullable UUID actor) {
        return jdbc.sql("""
                        insert into sync_jobs (id, provider, kind, since, vendor_id, reason, actor_id, created_at)
                        values (:id, :provider, :kind, :since, :vendorId, :reason, :actor, :now)
                        on conflict do nothing
                        """)
                        .param("id", id)
                        .param("provider", provider.id())
                        .param("kind", scope.kind())
                        .param("since", scope instanceof SyncScope.Since since ? Timestamps.at(since.from()) : null)
                        .param("vendorId", scope instanceof SyncScope.One one ? one.vendorId() : null)
                        .param("reason", reason.id())
                        .param("actor", actor)
                        .param("now", Timestamps.at(clock.instant()))
                        .update()
                == 1;
    }

    Optional<SyncJob> find(UUID id) {
        return jdbc.sql(JOBS + "where j.id = :id")
                .param("id", id)
                .query((row, _) -> job(row))
                .optional();
    }

    /** The job of this kind that is under way. */
    Optional<SyncJob> live(WebhookProvider provider, SyncScope scope) {
        return jdbc.sql(JOBS + """
                        where j.provider = :provider and j.kind = :kind and coalesce(j.vendor_id, '') = :vendorId
                          and j.status in ('queued', 'running')
                        """)
                .param("provider", provider.id())
                .param("kind", scope.kind())
                .param("vendorId", scope instanceof SyncScope.One one ? one.vendorId() : "")
                .query((row, _) -> job(row))
                .optional();
    }

    Page<SyncJob> page(@Nullable WebhookProvider provider, @Nullable Status status, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql(JOBS + """
                        where (:provider::text is null or j.provider = :provider)
                          and (:status::text is null or j.status = :status)
                          and (:at::timestamptz is null or (j.created_at, j.id) < (:at::timestamptz, :id::uuid))
                        order by j.created_at desc, j.id desc limit :limit
                        """)
                .param("provider", provider == null ? null : provider.id())
                .param("status", status == null ? null : status.id())
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> job(row))
                .list();
        return Page.of(rows, limit, job -> new Cursor(job.createdAt(), job.id()));
    }

    /** Begins an execution, unless the job has ended. Whoever else still works on it may not write any more. */
    Optional<Taken> take(UUID id) {
        int taken = jdbc.sql("""
                        update sync_jobs set status = 'running', run = run + 1, started_at = coalesce(started_at, :now),
                          heartbeat_at = :now
                        where id = :id and status in ('queued', 'running')
                        """).param("id", id).param("now", now()).update();
        if (taken == 0) {
            return Optional.empty();
        }
        return jdbc.sql(JOBS + "where j.id = :id")
                .param("id", id)
                .query((row, _) -> new Taken(job(row), row.getInt("run"), row.getInt("failures"), position(row)))
                .optional();
    }

    /** @throws SyncStoppedException where the execution may not write any more */
    void advance(Taken taken, Position next) {
        require(jdbc.sql("""
                        update sync_jobs set entity = :entity, phase = :phase, cursor = :cursor, failures = 0, error = null,
                          heartbeat_at = :now
                        where id = :id and run = :run and status = 'running'
                        """)
                .param("entity", next.entity())
                .param("phase", next.phase().id())
                .param("cursor", next.cursor())
                .param("now", now())
                .param("id", taken.job().id())
                .param("run", taken.run())
                .update());
    }

    void postpone(Taken taken, String error) {
        require(jdbc.sql("""
                        update sync_jobs set failures = failures + 1, error = :error, heartbeat_at = :now
                        where id = :id and run = :run and status = 'running'
                        """)
                .param("error", error)
                .param("now", now())
                .param("id", taken.job().id())
                .param("run", taken.run())
                .update());
    }

    void finish(Taken taken, Status status, @Nullable String error) {
        require(jdbc.sql("""
                        update sync_jobs set status = :status, error = :error, finished_at = :now, heartbeat_at = :now
                        where id = :id and run = :run and status = 'running'
                        """)
                .param("status", status.id())
                .param("error", error)
                .param("now", now())
                .param("id", taken.job().id())
                .param("run", taken.run())
                .update());
    }

    int failuresOf(UUID id) {
        return jdbc.sql("select failures from sync_jobs where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    /** @return false where it had ended already */
    boolean cancel(UUID id) {
        return jdbc.sql("""
                        update sync_jobs set status = 'cancelled', finished_at = :now
                        where id = :id and status in ('queued', 'running')
                        """).param("id", id).param("now", now()).update() == 1;
    }

    /** From when on everything of the vendor has been compared: when the last job that got through was asked for. */
    Optional<Instant> comparedUntil(WebhookProvider provider) {
        return jdbc.sql("""
                        select max(created_at) as at from sync_jobs
                        where provider = :provider and kind in ('full', 'since') and status = 'succeeded'
                        """)
                .param("provider", provider.id())
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "at")))
                .single();
    }

    /** When the last job of the kind was asked for, whatever became of it. */
    Optional<Instant> lastAsked(WebhookProvider provider, SyncScope scope) {
        return jdbc.sql("select max(created_at) as at from sync_jobs where provider = :provider and kind = :kind")
                .param("provider", provider.id())
                .param("kind", scope.kind())
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "at")))
                .single();
    }

    /** When the last one that got through had got through, in each of the vendors where one has. */
    Optional<Instant> lastSuccess(WebhookProvider provider) {
        return jdbc.sql("""
                        select max(finished_at) as at from sync_jobs
                        where provider = :provider and kind in ('full', 'since') and status = 'succeeded'
                        """)
                .param("provider", provider.id())
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "at")))
                .single();
    }

    int deleteFinished(Duration olderThan) {
        return jdbc.sql("delete from sync_jobs where finished_at < :before")
                .param("before", Timestamps.at(clock.instant().minus(olderThan)))
                .update();
    }

    private Object now() {
        return Objects.requireNonNull(Timestamps.at(clock.instant()));
    }

    private static void require(int updated) {
        if (updated == 0) {
            throw new SyncStoppedException();
        }
    }

    private static @Nullable Position position(ResultSet row) throws SQLException {
        String entity = row.getString("entity");
        String phase = row.getString("phase");
        return entity == null || phase == null
                ? null
                : new Position(entity, Phase.valueOf(phase.toUpperCase(Locale.ROOT)), row.getString("cursor"));
    }

    private static SyncJob job(ResultSet row) throws SQLException {
        return new SyncJob(
                row.getObject("id", UUID.class),
                WebhookProvider.valueOf(row.getString("provider").toUpperCase(Locale.ROOT)),
                scope(row),
                Reason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
                row.getObject("actor_id", UUID.class),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("entity"),
                row.getLong("checked"),
                row.getLong("drifted"),
                row.getLong("repaired"),
                row.getString("error"),
                Timestamps.requiredInstant(row, "created_at"),
                Timestamps.instant(row, "started_at"),
                Timestamps.instant(row, "heartbeat_at"),
                Timestamps.instant(row, "finished_at"));
    }

    private static SyncScope scope(ResultSet row) throws SQLException {
        return switch (row.getString("kind")) {
            case "full" -> new SyncScope.Full();
            case "since" -> new SyncScope.Since(Timestamps.requiredInstant(row, "since"));
            default -> new SyncScope.One(row.getString("vendor_id"));
        };
    }
}
