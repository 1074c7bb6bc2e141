package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The erasures and how far each has come. */
@Component
class Erasures {
    private static final String COLUMNS = """
            select e.id, e.user_id, u.clerk_id, e.status, e.pass, e.requested_by, e.requested_at, e.erased_at, e.completed_at
            from erasures e join users u on u.id = e.user_id
            """;

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final AuditLog audit;
    private final List<VendorNames> vendorNames;
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<SchedulerClient> scheduler;

    Erasures(
            JdbcClient jdbc,
            IdGenerator ids,
            InstantSource clock,
            AuditLog audit,
            List<VendorNames> vendorNames,
            ObjectProvider<SchedulerClient> scheduler) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
        this.vendorNames = vendorNames;
        this.scheduler = scheduler;
    }

    enum Status {
        RUNNING,
        /** Every step is done; they are repeated because the vendors' last words arrive afterwards. */
        WATCHING,
        COMPLETED
    }

    /**
     * @param requestedBy the user, or an administrator; null where Clerk told
     * @param erasedAt when all steps were done first
     */
    record Entry(
            UUID id,
            UserId user,
            String clerkId,
            Status status,
            int pass,
            @Nullable UUID requestedBy,
            Instant requestedAt,
            @Nullable Instant erasedAt,
            @Nullable Instant completedAt) {}

    /** @param finishedAt null while it is still to be done */
    record StepState(
            int pass,
            String step,
            int attempts,
            @Nullable String lastError,
            @Nullable Instant finishedAt) {}

    /** Begins the user's erasure in this transaction; a user has one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID open(UserId user, @Nullable UserId actor) {
        Optional<UUID> made = jdbc.sql("""
                        insert into erasures (id, user_id, requested_by, requested_at) values (:id, :user, :actor, :now)
                        on conflict (user_id) do nothing returning id
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("actor", actor == null ? null : actor.value())
                .param("now", at(clock.instant()))
                .query(UUID.class)
                .optional();
        made.ifPresent(id -> {
            rememberNames(id, user);
            scheduler
                    .getObject()
                    .scheduleIfNotExists(
                            ErasureTasks.ERASE.instance(id.toString()).build(), clock.instant());
        });
        return made.orElseGet(() -> ofUser(user).orElseThrow().id());
    }

    /** As long as somebody knows them: the tables that they come from forget them on the way. */
    Set<String> rememberNames(UUID id, UserId user) {
        String[] known = vendorNames.stream()
                .flatMap(names -> names.of(user).stream())
                .distinct()
                .toArray(String[]::new);
        jdbc.sql("""
                        insert into erasure_names (erasure_id, name) select :id, name from unnest(:names) as known (name)
                        on conflict do nothing
                        """).param("id", id).param("names", known).update();
        return new HashSet<>(jdbc.sql("select name from erasure_names where erasure_id = :id")
                .param("id", id)
                .query((row, _) -> row.getString("name"))
                .list());
    }

    Optional<Entry> find(UUID id) {
        return jdbc.sql(COLUMNS + "where e.id = :id")
                .param("id", id)
                .query(Erasures::entry)
                .optional();
    }

    Optional<Entry> ofUser(UserId user) {
        return jdbc.sql(COLUMNS + "where e.user_id = :user")
                .param("user", user.value())
                .query(Erasures::entry)
                .optional();
    }

    /** The newest first. */
    Page<Entry> page(@Nullable Status status, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql(COLUMNS + """
                        where (:status::text is null or e.status = :status)
                          and (:at::timestamptz is null or (e.requested_at, e.id) < (:at::timestamptz, :id::uuid))
                        order by e.requested_at desc, e.id desc limit :limit
                        """)
                .param("status", status == null ? null : status.name().toLowerCase(Locale.ROOT))
                .param("at", at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query(Erasures::entry)
                .list();
        return Page.of(rows, limit, entry -> new Cursor(entry.requestedAt(), entry.id()));
    }

    List<StepState> steps(UUID id) {
        return jdbc.sql("select * from erasure_steps where erasure_id = :id order by pass, finished_at, step")
                .param("id", id)
                .query((row, _) -> new StepState(
                        row.getInt("pass"),
                        row.getString("step"),
                        row.getInt("attempts"),
                        row.getString("last_error"),
                        instant(row, "finished_at")))
                .list();
    }

    /** Counted before the step is begun: a crash is an attempt, too. */
    int begin(Erasure erasure, String step) {
        return jdbc.sql("""
                        insert into erasure_steps as s (erasure_id, pass, step, attempts) values (:id, :pass, :step, 1)
                        on conflict (erasure_id, pass, step) do update set attempts = s.attempts + 1
                        returning attempts
                        """)
                .param("id", erasure.id())
                .param("pass", erasure.pass())
                .param("step", step)
                .query(Integer.class)
                .single();
    }

    void failed(Erasure erasure, String step, String error) {
        update(erasure, step, "last_error = :error", Map.of("error", error));
    }

    void finished(Erasure erasure, String step) {
        update(
                erasure,
                step,
                "finished_at = :now, last_error = null",
                Map.of("now", clock.instant().atOffset(ZoneOffset.UTC)));
    }

    private void update(Erasure erasure, String step, String change, Map<String, ?> values) {
        jdbc.sql("update erasure_steps set " + change + " where erasure_id = :id and pass = :pass and step = :step")
                .params(values)
                .param("id", erasure.id())
                .param("pass", erasure.pass())
                .param("step", step)
                .update();
    }

    /** All steps of the pass are done, and others follow. */
    void passed(Erasure erasure) {
        jdbc.sql("""
                        update erasures set pass = pass + 1, status = 'watching', erased_at = coalesce(erased_at, :now)
                        where id = :id and pass = :pass
                        """)
                .param("now", at(clock.instant()))
                .param("id", erasure.id())
                .param("pass", erasure.pass())
                .update();
    }

    /** Confirms it: nothing is left to be done. */
    @Transactional
    public void complete(Erasure erasure) {
        int changed = jdbc.sql("""
                        update erasures set pass = pass + 1, status = 'completed', erased_at = coalesce(erased_at, :now),
                          completed_at = :now
                        where id = :id and status <> 'completed'
                        """)
                .param("now", at(clock.instant()))
                .param("id", erasure.id())
                .update();
        if (changed == 1) {
            jdbc.sql("delete from erasure_names where erasure_id = :id")
                    .param("id", erasure.id())
                    .update();
            audit.record(
                    null,
                    "erasure.completed",
                    erasure.user().toString(),
                    Map.of("erasure", erasure.id().toString(), "passes", erasure.pass() + 1));
        }
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("clerk_id"),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getInt("pass"),
                row.getObject("requested_by", UUID.class),
                Timestamps.requiredInstant(row, "requested_at"),
                instant(row, "erased_at"),
                instant(row, "completed_at"));
    }
}
