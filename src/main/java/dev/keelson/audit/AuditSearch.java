package dev.keelson.audit;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the audit log, the newest entry first. Whether the reader may is for the caller to decide. */
@Component
public class AuditSearch {
    private static final String COLUMNS =
            "select id, occurred_at, actor_id, action, subject, details, ip, trace_id from audit_log";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    AuditSearch(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * What is looked for; what is null does not matter.
     *
     * @param actor our id of who did it
     * @param actionPrefix how the action begins: {@code user.} finds {@code user.registered}
     * @param subject the whole subject
     * @param from not before
     * @param to before, and not at
     */
    public record Filter(
            @Nullable UUID actor,
            @Nullable String actionPrefix,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /**
     * One entry, as {@link AuditLog#record} wrote it.
     *
     * @param actor null where the system itself acted
     * @param ip the network that the request came from, such as {@code 203.0.113.0/24}; null in the background
     */
    public record Entry(
            UUID id,
            Instant at,
            @Nullable UUID actor,
            String action,
            String subject,
            JsonNode details,
            @Nullable String ip,
            @Nullable String traceId) {}

    /** @param after where the page before ended */
    public Page<Entry> find(Filter filter, Optional<Cursor> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        Map<String, Object> parameters = new HashMap<>();
        if (filter.actor() != null) {
            conditions.add("actor_id = :actor");
            parameters.put("actor", filter.actor());
        }
        if (filter.actionPrefix() != null) {
            conditions.add("starts_with(action, :prefix)");
            parameters.put("prefix", filter.actionPrefix());
        }
        if (filter.subject() != null) {
            conditions.add("subject = :subject");
            parameters.put("subject", filter.subject());
        }
        if (filter.from() != null) {
            conditions.add("occurred_at >= :from");
            parameters.put("from", filter.from().atOffset(ZoneOffset.UTC));
        }
        if (filter.to() != null) {
            conditions.add("occurred_at < :to");
            parameters.put("to", filter.to().atOffset(ZoneOffset.UTC));
        }
        after.ifPresent(cursor -> {
            conditions.add("(occurred_at, id) < (:afterTime, :afterId)");
            parameters.put("afterTime", cursor.at().atOffset(ZoneOffset.UTC));
            parameters.put("afterId", cursor.id());
        });
        var rows = jdbc.sql(COLUMNS + " where " + String.join(" and ", conditions)
                        + " order by occurred_at desc, id desc limit :limit")
                .params(parameters)
                .param("limit", limit + 1)
                .query(this::entry)
                .list();
        return Page.of(rows, limit, entry -> new Cursor(entry.at(), entry.id()));
    }

    /**
     * What a user did and what was done to them.
     *
     * @param after where the page before ended
     */
    public Page<Entry> of(UserId user, Optional<Cursor> after, int limit) {
        String before = after.isPresent() ? " and (occurred_at, id) < (:afterTime, :afterId)" : "";
        String newest = before + " order by occurred_at desc, id desc limit :limit";
        // Two parts, so that each has its index: one condition with 'or' would read all of what the user ever did.
        var query = jdbc.sql("select * from ("
                        + "(" + COLUMNS + " where actor_id = :user" + newest + ") union all "
                        + "(" + COLUMNS + " where subject = :subject and actor_id is distinct from :user" + newest + ")"
                        + ") mine order by occurred_at desc, id desc limit :limit")
                .param("user", user.value())
                .param("subject", user.toString())
                .param("limit", limit + 1);
        if (after.isPresent()) {
            query = query.param("afterTime", after.get().at().atOffset(ZoneOffset.UTC))
                    .param("afterId", after.get().id());
        }
        return Page.of(query.query(this::entry).list(), limit, entry -> new Cursor(entry.at(), entry.id()));
    }

    private Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                Timestamps.requiredInstant(row, "occurred_at"),
                row.getObject("actor_id", UUID.class),
                row.getString("action"),
                row.getString("subject"),
                json.readTree(row.getString("details")),
                row.getString("ip"),
                row.getString("trace_id"));
    }
}
