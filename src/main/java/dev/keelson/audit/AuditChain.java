package dev.keelson.audit;

import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of the chain: what is sealed and what waits for it. */
@Component
class AuditChain {
    private static final String FIELDS =
            "l.id, l.occurred_at, l.actor_id, l.action, l.subject, l.details::text as details, l.ip, l.trace_id";

    /** So many entries are in memory while a day is read. */
    private static final int READ_AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    AuditChain(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /** One entry's place in the chain, in the order of {@code day} and {@code seq}, which begins at 1 each day. */
    record Link(LocalDate day, long seq, UUID entryId, String entryHash, String hash) {}

    /** @param entry null where there is none of that id any more */
    record Sealed(Link link, ChainHash.@Nullable Fields entry) {}

    /** @param entry null where it has vanished */
    record Waiting(UUID id, ChainHash.@Nullable Fields entry) {}

    /** Whether this transaction is the only one that seals, until its end. */
    boolean lock() {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('keelson audit chain', 0))")
                .query(Boolean.class)
                .single();
    }

    List<Waiting> waiting(int limit) {
        // Each by its id, whatever the planner thinks of a table that is full at one time and empty at the next.
        return jdbc.sql(
                        "with u as materialized (select id from audit_unsealed order by id limit :limit) select u.id as queued_id, "
                                + FIELDS
                                + " from u left join lateral (select * from audit_log where id = u.id limit 1) l on true order by u.id")
                .param("limit", limit)
                .query((row, _) -> new Waiting(row.getObject("queued_id", UUID.class), fields(row)))
                .list();
    }

    /** The last link of that day or of the last day before it that has one. */
    Optional<Link> headOn(LocalDate day) {
        return jdbc.sql("select * from audit_chain c where c.day <= :day order by c.day desc, c.seq desc limit 1")
                .param("day", day)
                .query((row, _) -> link(row))
                .optional();
    }

    Optional<Link> head() {
        return jdbc.sql("select * from audit_chain c order by c.day desc, c.seq desc limit 1")
                .query((row, _) -> link(row))
                .optional();
    }

    /** Adds the links, and takes their entries from those that wait. */
    void append(List<Link> links) {
        template.batchUpdate(
                "insert into audit_chain (day, seq, entry_id, entry_hash, hash)"
                        + " values (?, ?, ?, decode(?, 'hex'), decode(?, 'hex'))",
                links,
                links.size(),
                (statement, link) -> {
                    statement.setObject(1, link.day());
                    statement.setLong(2, link.seq());
                    statement.setObject(3, link.entryId());
                    statement.setString(4, link.entryHash());
                    statement.setString(5, link.hash());
                });
        jdbc.sql("delete from audit_unsealed where id = any(:ids)")
                .param("ids", links.stream().map(Link::entryId).toArray(UUID[]::new))
                .update();
    }

    /** Shows a day's links in their order, with a few of them in memory at a time. Needs a transaction. */
    void eachOf(LocalDate day, Consumer<Sealed> consumer) {
        try (Stream<Sealed> links = jdbc
                .sql(
                        "select c.*, " + FIELDS
                                + " from audit_chain c left join audit_log l on l.id = c.entry_id where c.day = :day order by c.seq")
                .withFetchSize(READ_AT_ONCE)
                .param("day", day)
                .query((row, _) -> new Sealed(link(row), fields(row)))
                .stream()) {
            links.forEach(consumer);
        }
    }

    /** An entry of that day that is neither sealed nor waits for it. */
    Optional<UUID> strayEntry(LocalDate day) {
        return jdbc.sql("""
                        select l.id from audit_log l
                        where l.occurred_at >= :day::timestamp at time zone 'UTC'
                          and l.occurred_at < (:day + 1)::timestamp at time zone 'UTC'
                          and not exists (select from audit_chain c where c.entry_id = l.id)
                          and not exists (select from audit_unsealed u where u.id = l.id)
                        limit 1
                        """).param("day", day).query(UUID.class).optional();
    }

    /** The first day that has a link or an entry. */
    Optional<LocalDate> firstDay() {
        return jdbc.sql("""
                        select least((select min(day) from audit_chain),
                          (select (min(occurred_at) at time zone 'UTC')::date from audit_log)) as first
                        """)
                .query((row, _) -> Optional.ofNullable(row.getObject("first", LocalDate.class)))
                .single();
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getObject("day", LocalDate.class),
                row.getLong("seq"),
                row.getObject("entry_id", UUID.class),
                HexFormat.of().formatHex(row.getBytes("entry_hash")),
                HexFormat.of().formatHex(row.getBytes("hash")));
    }

    private static ChainHash.@Nullable Fields fields(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return id == null
                ? null
                : new ChainHash.Fields(
                        id,
                        Timestamps.requiredInstant(row, "occurred_at"),
                        row.getObject("actor_id", UUID.class),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("details"),
                        row.getString("ip"),
                        row.getString("trace_id"));
    }
}
