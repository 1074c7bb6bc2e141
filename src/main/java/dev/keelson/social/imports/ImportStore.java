package dev.keelson.social.imports;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;
import static dev.keelson.shared.Timestamps.requiredInstant;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Problem;
import dev.keelson.shared.UserId;
import dev.keelson.social.imports.Import.Counts;
import dev.keelson.social.imports.Import.Format;
import dev.keelson.social.imports.Import.Mode;
import dev.keelson.social.imports.Import.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of imports. Each change of status is one statement that looks at the status before. */
@Component
class ImportStore {
    private static final String UNFINISHED = "status in ('receiving', 'queued', 'running')";

    private final JdbcClient jdbc;
    private final InstantSource clock;

    ImportStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return whether it may be: nothing where the user has that many under way already */
    boolean open(UUID id, UserId user, Format format, Mode mode, boolean dryRun, ZoneId zone, int maxUnfinished) {
        return jdbc.sql("""
                        insert into imports (id, user_id, status, format, mode, dry_run, time_zone, created_at, updated_at)
                        select :id, :user, 'receiving', :format, :mode, :dryRun, :zone, :now, :now
                        where (select count(*) from imports where user_id = :user and %s) < :most
                        """.formatted(UNFINISHED))
                        .param("id", id)
                        .param("user", user.value())
                        .param("format", format.id())
                        .param("mode", mode.id())
                        .param("dryRun", dryRun)
                        .param("zone", zone.getId())
                        .param("now", now())
                        .param("most", maxUnfinished)
                        .update()
                == 1;
    }

    /** @return whether it is still being received */
    boolean expect(UUID id, int rows) {
        return jdbc.sql("""
                        update imports set total = total + :rows, updated_at = :now where id = :id and status = 'receiving'
                        """)
                        .param("rows", rows)
                        .param("now", now())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return whether it was still being received: all of it is there now */
    boolean queue(UUID id, List<String> columns) {
        return jdbc.sql("""
                        update imports set status = 'queued', columns = :columns, updated_at = :now
                        where id = :id and status = 'receiving'
                        """)
                        .param("columns", columns.toArray(String[]::new))
                        .param("now", now())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Of a file that is refused nothing is kept but why. */
    void refuse(UUID id, Problem problem) {
        int refused = jdbc.sql("""
                        update imports set status = 'failed', total = 0, problem = :problem, detail = :detail,
                          updated_at = :now, finished_at = :now
                        where id = :id and status = 'receiving'
                        """)
                .param("problem", problem.type().name())
                .param("detail", problem.detail())
                .param("now", now())
                .param("id", id)
                .update();
        if (refused == 1) {
            jdbc.sql("delete from import_rows where import_id = :id")
                    .param("id", id)
                    .update();
        }
    }

    /** The import, which is running from now on; nothing where there is nothing to be done for it. */
    Optional<Import> start(UUID id) {
        jdbc.sql("update imports set status = 'running', updated_at = :now where id = :id and status = 'queued'")
                .param("now", now())
                .param("id", id)
                .update();
        return find(id).filter(found -> found.status() == Status.RUNNING);
    }

    /**
     * Counts a row that has been judged. Whoever counts holds the import until their transaction ends, so that it cannot be
     * cancelled in between.
     *
     * @return whether the import is still running
     */
    boolean count(UUID id, RowStatus status) {
        return jdbc.sql("update imports set %1$s = %1$s + 1, updated_at = :now where id = :id and status = 'running'"
                                .formatted(status.id()))
                        .param("now", now())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return whether this is further than what was told */
    boolean tell(UUID id, int percent) {
        return jdbc.sql("update imports set told = :percent where id = :id and told < :percent")
                        .param("percent", percent)
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return whether every row has been judged and this ended it */
    boolean finish(UUID id) {
        return jdbc.sql("""
                        update imports set status = 'done', updated_at = :now, finished_at = :now
                        where id = :id and status = 'running' and created + valid + skipped + failed = total
                        """).param("now", now()).param("id", id).update() == 1;
    }

    /** @return whether it had not ended */
    boolean cancel(UUID id) {
        return jdbc.sql(
                                "update imports set status = 'cancelled', updated_at = :now, finished_at = :now where id = :id and "
                                        + UNFINISHED)
                        .param("now", now())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Those whose node stopped while their file came. */
    List<UUID> interrupted(Instant before) {
        return jdbc.sql("select id from imports where status = 'receiving' and updated_at < :before")
                .param("before", at(before))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    void deleteFinishedBefore(Instant before) {
        jdbc.sql("delete from imports where finished_at < :before")
                .param("before", at(before))
                .update();
    }

    Optional<Import> find(UUID id) {
        return jdbc.sql("select * from imports where id = :id")
                .param("id", id)
                .query(ImportStore::read)
                .optional();
    }

    Optional<Import> find(UserId user, UUID id) {
        return find(id).filter(found -> found.user().equals(user));
    }

    Page<Import> list(UserId user, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("select * from imports where user_id = :user "
                        + (after.isEmpty() ? "" : "and (created_at, id) < (:at, :id) ")
                        + "order by created_at desc, id desc limit :limit")
                .param("user", user.value())
                .param("at", at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query(ImportStore::read)
                .list();
        return Page.of(rows, limit, found -> new Cursor(found.createdAt(), found.id()));
    }

    private @Nullable OffsetDateTime now() {
        return at(clock.instant());
    }

    private static Import read(ResultSet row, int number) throws SQLException {
        return new Import(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                Status.valueOf(upper(row, "status")),
                Format.valueOf(upper(row, "format")),
                Mode.valueOf(upper(row, "mode")),
                row.getBoolean("dry_run"),
                ZoneId.of(row.getString("time_zone")),
                Arrays.asList((String[]) row.getArray("columns").getArray()),
                new Counts(
                        row.getInt("total"),
                        row.getInt("created"),
                        row.getInt("valid"),
                        row.getInt("skipped"),
                        row.getInt("failed")),
                row.getString("problem"),
                row.getString("detail"),
                requiredInstant(row, "created_at"),
                instant(row, "finished_at"));
    }

    private static String upper(ResultSet row, String column) throws SQLException {
        return row.getString(column).toUpperCase(Locale.ROOT);
    }
}
