package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Encryption;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The exports, and their contents in encrypted pieces. */
@Component
class DataExports {
    private static final Duration DAY = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Encryption encryption;
    private final AuditLog audit;
    private final PrivacySettings.Exporting settings;
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<SchedulerClient> scheduler;

    DataExports(
            JdbcClient jdbc,
            IdGenerator ids,
            InstantSource clock,
            Encryption encryption,
            AuditLog audit,
            PrivacySettings settings,
            ObjectProvider<SchedulerClient> scheduler) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.encryption = encryption;
        this.audit = audit;
        this.settings = settings.export();
        this.scheduler = scheduler;
    }

    enum Status {
        QUEUED,
        RUNNING,
        READY,
        FAILED,
        EXPIRED;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param bytes of the ZIP; null until it is ready */
    record Export(
            UUID id,
            UserId user,
            Status status,
            int attempts,
            @Nullable Long bytes,
            Instant requestedAt,
            @Nullable Instant readyAt,
            @Nullable Instant expiresAt) {}

    /**
     * Orders an export; where one is being made, it is that one.
     *
     * @throws ProblemException {@code TOO_MANY_REQUESTS} where the user has had enough for today
     */
    @Transactional
    public Export request(UserId user) {
        // One request of a user after the other, or two could both be the last of the day.
        jdbc.sql("select id from users where id = :user for no key update")
                .param("user", user.value())
                .query(UUID.class)
                .single();
        var live = jdbc.sql("select * from data_exports where user_id = :user and status in ('queued', 'running')")
                .param("user", user.value())
                .query(DataExports::export)
                .optional();
        if (live.isPresent()) {
            return live.get();
        }
        refuseTooMany(user);
        UUID id = ids.next();
        jdbc.sql("insert into data_exports (id, user_id, requested_at) values (:id, :user, :now)")
                .param("id", id)
                .param("user", user.value())
                .param("now", at(clock.instant()))
                .update();
        audit.record(user, "export.requested", id.toString(), Map.of());
        scheduler
                .getObject()
                .scheduleIfNotExists(ExportTasks.EXPORT.instance(id.toString()).build(), clock.instant());
        return find(id).orElseThrow();
    }

    private void refuseTooMany(UserId user) {
        Instant now = clock.instant();
        var times = jdbc.sql("""
                        select requested_at from data_exports where user_id = :user and requested_at > :dayAgo
                        order by requested_at desc
                        """)
                .param("user", user.value())
                .param("dayAgo", at(now.minus(DAY)))
                .query((row, _) -> Timestamps.requiredInstant(row, "requested_at"))
                .list();
        if (times.size() >= settings.perDay()) {
            Instant free = times.get(settings.perDay() - 1).plus(DAY);
            throw new ProblemException(Problem.of(
                            CommonProblem.TOO_MANY_REQUESTS,
                            "You may ask for %d exports in 24 hours.".formatted(settings.perDay()))
                    .retryAfter(Duration.between(now, free)));
        }
    }

    Optional<Export> find(UUID id) {
        return jdbc.sql("select * from data_exports where id = :id")
                .param("id", id)
                .query(DataExports::export)
                .optional();
    }

    Optional<Export> find(UserId user, UUID id) {
        return find(id).filter(export -> export.user().equals(user));
    }

    /** @return which attempt it is */
    int begin(UUID id) {
        return jdbc.sql("""
                        update data_exports set status = 'running', attempts = attempts + 1
                        where id = :id and status in ('queued', 'running') returning attempts
                        """).param("id", id).query(Integer.class).optional().orElse(0);
    }

    /** In the transaction that wrote the pieces: a content is whole or not there. */
    void ready(Export export, long bytes) {
        Instant now = clock.instant();
        int changed = jdbc.sql("""
                        update data_exports set status = 'ready', bytes = :bytes, ready_at = :now, expires_at = :end
                        where id = :id and status = 'running'
                        """)
                .param("bytes", bytes)
                .param("now", at(now))
                .param("end", at(now.plus(settings.keep())))
                .param("id", export.id())
                .update();
        if (changed == 1) {
            audit.record(export.user(), "export.ready", export.id().toString(), Map.of("bytes", bytes));
        }
    }

    void failed(UUID id) {
        jdbc.sql("update data_exports set status = 'failed' where id = :id and status in ('queued', 'running')")
                .param("id", id)
                .update();
    }

    void addChunk(UUID export, int number, byte[] content) {
        UUID id = ids.next();
        String text = Base64.getEncoder().encodeToString(content);
        jdbc.sql("""
                        insert into data_export_chunks (id, export_id, number, content)
                        values (:id, :export, :number, :content)
                        """)
                .param("id", id)
                .param("export", export)
                .param("number", number)
                .param("content", encryption.encrypt(text, AuthSecrets.EXPORT_CONTENT, id))
                .update();
    }

    /** Nothing behind the last one. */
    Optional<byte[]> chunk(UUID export, int number) {
        return jdbc.sql("select id, content from data_export_chunks where export_id = :export and number = :number")
                .param("export", export)
                .param("number", number)
                .query((row, _) -> Base64.getDecoder()
                        .decode(encryption.decrypt(
                                row.getBytes("content"), AuthSecrets.EXPORT_CONTENT, row.getObject("id", UUID.class))))
                .optional();
    }

    /** The contents go; that there was an export stays known until the account is erased. */
    @Transactional
    public void expire() {
        jdbc.sql("""
                        with expired as (
                          update data_exports set status = 'expired' where status = 'ready' and expires_at <= :now returning id)
                        delete from data_export_chunks where export_id in (select id from expired)
                        """).param("now", at(clock.instant())).update();
    }

    private static Export export(ResultSet row, int number) throws SQLException {
        return new Export(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                row.getObject("bytes", Long.class),
                Timestamps.requiredInstant(row, "requested_at"),
                instant(row, "ready_at"),
                instant(row, "expires_at"));
    }
}
