package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWriter.Arrival;
import dev.keelson.webhooks.InboxWriter.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The one statement that stores a batch: refuses what was seen before, keeps the bodies, queues the work. The bodies stay where
 * they arrived, in their array, until they are stored: as a column of what is sorted and joined they were copied twice.
 */
@Component
class InboxInsert {
    static final int SLOTS = 64;

    private static final String SQL = """
            with arrived as (
              select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::timestamptz[],
                                   ?::timestamptz[], ?::text[])
                with ordinality as a (provider, event_id, type, subject, slot, occurred_at, received_at, trace_id, place)
            ), fresh as (
              insert into webhook_dedup (provider, event_id, seq, first_seen)
              select provider, event_id, nextval('sq_webhook_event'), received_at from arrived order by place
              on conflict do nothing
              returning provider, event_id, seq
            ), stored as (
              insert into webhook_event
                (seq, provider, event_id, type, subject, occurred_at, received_at, trace_id, body)
              select f.seq, a.provider, a.event_id, a.type, a.subject, a.occurred_at, a.received_at, a.trace_id,
                (?::bytea[])[a.place::int]
              from fresh f join arrived a using (provider, event_id)
            ), queued as (
              insert into webhook_work (slot, seq, received_at, due_at)
              select a.slot, f.seq, a.received_at, a.received_at from fresh f join arrived a using (provider, event_id)
            )
            select provider, event_id from fresh
            """;

    private record Key(String provider, String eventId) implements Comparable<Key> {
        static Key of(Arrival arrival) {
            return new Key(arrival.provider().id(), arrival.envelope().eventId());
        }

        @Override
        public int compareTo(Key other) {
            int byProvider = provider.compareTo(other.provider);
            return byProvider != 0 ? byProvider : eventId.compareTo(other.eventId);
        }
    }

    private final IngestPool pool;

    InboxInsert(IngestPool pool) {
        this.pool = pool;
    }

    /** Stores the batch durably; one result for each arrival, in order. */
    List<Stored> insert(List<Arrival> batch) throws SQLException {
        // Sorted, so that two writers with the same events wait for each other instead of deadlocking.
        TreeMap<Key, Arrival> distinct = new TreeMap<>();
        batch.forEach(arrival -> distinct.putIfAbsent(Key.of(arrival), arrival));
        Set<Key> fresh = new HashSet<>();
        try (Connection connection = pool.connection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            bind(connection, statement, List.copyOf(distinct.values()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    fresh.add(new Key(rows.getString(1), rows.getString(2)));
                }
            }
        }
        List<Stored> results = new ArrayList<>(batch.size());
        for (Arrival arrival : batch) {
            results.add(fresh.remove(Key.of(arrival)) ? Stored.ACCEPTED : Stored.DUPLICATE);
        }
        return results;
    }

    /** Whether a row, and not the database's state, is why a batch was refused: SQL states 22 (data) and 23 (constraint). */
    static boolean blamesARow(Exception e) {
        return e instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23"));
    }

    static int slot(String subject) {
        return Math.floorMod(subject.hashCode(), SLOTS);
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Arrival> batch)
            throws SQLException {
        text(
                connection,
                statement,
                1,
                batch.stream().map(a -> a.provider().id()).toArray());
        text(
                connection,
                statement,
                2,
                batch.stream().map(a -> a.envelope().eventId()).toArray());
        text(
                connection,
                statement,
                3,
                batch.stream().map(a -> a.envelope().type()).toArray());
        text(
                connection,
                statement,
                4,
                batch.stream().map(a -> a.envelope().subject()).toArray());
        Object[] slots =
                batch.stream().map(a -> (short) slot(a.envelope().subject())).toArray();
        statement.setArray(5, connection.createArrayOf("smallint", slots));
        times(
                connection,
                statement,
                6,
                batch.stream().map(a -> a.envelope().occurredAt()).toList());
        times(connection, statement, 7, batch.stream().map(Arrival::receivedAt).toList());
        text(connection, statement, 8, batch.stream().map(Arrival::traceId).toArray());
        statement.setArray(
                9,
                connection.createArrayOf(
                        "bytea", batch.stream().map(Arrival::body).toArray(byte[][]::new)));
    }

    private static void text(Connection connection, PreparedStatement statement, int index, Object[] values)
            throws SQLException {
        statement.setArray(index, connection.createArrayOf("text", values));
    }

    private static void times(Connection connection, PreparedStatement statement, int index, List<Instant> times)
            throws SQLException {
        Object[] values = times.stream()
                .map(time -> OffsetDateTime.ofInstant(time, ZoneOffset.UTC).toString())
                .toArray();
        statement.setArray(index, connection.createArrayOf("timestamptz", values));
    }
}
