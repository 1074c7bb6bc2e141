package dev.keelson.social.imports;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of imports, and which rows have become posts. */
@Component
class RowStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    RowStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A row with what became of it. */
    record Judged(RawRow row, @Nullable String externalId, RowOutcome outcome) {}

    /** The post that a row has become before, and in which import. */
    record Known(UUID post, UUID importId, int number) {}

    void add(UUID importId, UserId user, List<RawRow> rows) {
        jdbc.sql("""
                        insert into import_rows (import_id, number, user_id, line, raw)
                        select :import, number, :user, line, raw
                        from unnest(:numbers, :lines, :raws) as rows (number, line, raw)
                        """)
                .param("import", importId)
                .param("user", user.value())
                .param("numbers", rows.stream().map(RawRow::number).toArray(Integer[]::new))
                .param("lines", rows.stream().map(RawRow::line).toArray(Long[]::new))
                .param("raws", rows.stream().map(RawRow::raw).toArray(String[]::new))
                .update();
    }

    List<RawRow> pending(UUID importId, int limit) {
        return jdbc.sql("""
                        select number, line, raw from import_rows where import_id = :import and status = 'pending'
                        order by number limit :limit
                        """)
                .param("import", importId)
                .param("limit", limit)
                .query((row, _) -> raw(row))
                .list();
    }

    /** @return whether it was still to be judged */
    boolean settle(UUID importId, int number, @Nullable String externalId, byte @Nullable [] key, RowOutcome outcome) {
        return jdbc.sql("""
                        update import_rows
                        set status = :status, external_id = :externalId, row_key = :key, post_id = :post, code = :code,
                          detail = :detail, action = :action, errors = :errors::jsonb
                        where import_id = :import and number = :number and status = 'pending'
                        """)
                        .param("import", importId)
                        .param("number", number)
                        .param("status", outcome.status().id())
                        .param("externalId", externalId)
                        .param("key", key)
                        .param("post", outcome.post())
                        .param("code", outcome.code())
                        .param("detail", outcome.detail())
                        .param("action", outcome.action())
                        .param("errors", outcome.errors().isEmpty() ? null : json.writeValueAsString(outcome.errors()))
                        .update()
                == 1;
    }

    /** In the order of the file. */
    Page<Judged> list(UUID importId, @Nullable RowStatus status, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("select * from import_rows where import_id = :import and number > :after "
                        + (status == null ? "" : "and status = :status ")
                        + "order by number limit :limit")
                .param("import", importId)
                .param(
                        "after",
                        after.map(cursor -> cursor.at().getEpochSecond()).orElse(0L))
                .param("status", status == null ? null : status.id())
                .param("limit", limit + 1)
                .query((row, _) -> judged(row))
                .list();
        // A cursor of this API is a time and an id; here the time is only a number.
        return Page.of(
                rows, limit, row -> new Cursor(Instant.ofEpochSecond(row.row().number()), importId));
    }

    /** Whether an earlier row of this dry run is the same. */
    Optional<Integer> sameInDryRun(UUID importId, byte[] key) {
        return jdbc.sql("""
                        select min(number) from import_rows
                        where import_id = :import and row_key = :key and status = 'valid'
                        having min(number) is not null
                        """)
                .param("import", importId)
                .param("key", key)
                .query(Integer.class)
                .optional();
    }

    Optional<Known> known(UserId user, byte[] key) {
        return jdbc.sql("select post_id, import_id, number from import_keys where user_id = :user and row_key = :key")
                .param("user", user.value())
                .param("key", key)
                .query((row, _) -> new Known(
                        row.getObject("post_id", UUID.class),
                        row.getObject("import_id", UUID.class),
                        row.getInt("number")))
                .optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException where the same row has become a post at the same time */
    void remember(UserId user, byte[] key, Known known) {
        jdbc.sql("""
                        insert into import_keys (user_id, row_key, import_id, number, post_id)
                        values (:user, :key, :import, :number, :post)
                        """)
                .param("user", user.value())
                .param("key", key)
                .param("import", known.importId())
                .param("number", known.number())
                .param("post", known.post())
                .update();
    }

    private Judged judged(ResultSet row) throws SQLException {
        String errors = row.getString("errors");
        return new Judged(
                raw(row),
                row.getString("external_id"),
                new RowOutcome(
                        RowStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        row.getObject("post_id", UUID.class),
                        row.getString("code"),
                        row.getString("detail"),
                        row.getString("action"),
                        errors == null ? List.of() : Arrays.asList(json.readValue(errors, FieldError[].class))));
    }

    private static RawRow raw(ResultSet row) throws SQLException {
        return new RawRow(row.getInt("number"), row.getLong("line"), row.getString("raw"));
    }
}
