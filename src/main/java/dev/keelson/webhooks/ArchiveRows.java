package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.RetentionDays.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A day's events as lines of the archive, read piece by piece in the order in which they are stored. */
@Component
class ArchiveRows {
    /**
     * Some events that follow each other in their day.
     *
     * @param before the place after which they begin
     * @param last the place of the last of them
     * @param lowest the lowest of their numbers; between it and the highest there may be numbers of others
     */
    record Piece(Position before, Position last, int events, long lowest, long highest) {}

    /** @param sum of the events' numbers, as far as it fits */
    record Total(long events, long sum) {}

    /** Bodies have up to a megabyte each: so many are in memory at a time. */
    private static final int FETCHED = 20;

    /** Every line begins with it. */
    private static final String NUMBER = "{\"seq\":";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ArchiveRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Total total(LocalDate day) {
        return jdbc.sql("""
                        select count(*) as events, coalesce(sum(seq), 0) as sum from webhook_event
                        where received_at >= :from and received_at < :to
                        """)
                .param("from", InboxTable.start(day))
                .param("to", InboxTable.start(day.plusDays(1)))
                .query((row, _) -> new Total(
                        row.getLong("events"),
                        row.getBigDecimal("sum").toBigInteger().longValue()))
                .single();
    }

    /** The next events of the day, nothing after the last. */
    Optional<Piece> next(LocalDate day, @Nullable Position after, int limit) {
        Position before = after == null ? new Position(InboxTable.start(day).toInstant(), -1) : after;
        return jdbc.sql("""
                        with piece as (
                          select received_at, seq from webhook_event
                          where (received_at, seq) > (:time, :seq) and received_at >= :time and received_at < :to
                          order by received_at, seq limit :limit
                        )
                        select *, count(*) over () as events, min(seq) over () as lowest, max(seq) over () as highest
                        from piece order by received_at desc, seq desc limit 1
                        """)
                .param("time", Timestamps.at(before.receivedAt()))
                .param("seq", before.seq())
                .param("to", InboxTable.start(day.plusDays(1)))
                .param("limit", limit)
                .query((row, _) -> new Piece(
                        before,
                        new Position(Timestamps.requiredInstant(row, "received_at"), row.getLong("seq")),
                        row.getInt("events"),
                        row.getLong("lowest"),
                        row.getLong("highest")))
                .optional();
    }

    /** Writes the lines of a piece. Needs a transaction, without which the driver would read all of it at once. */
    void write(LocalDate day, Piece piece, OutputStream out) {
        Map<Long, ArrayNode> attempts = attempts(day, piece);
        jdbc.sql("""
                        select *, case
                            when seq in (select seq from webhook_work where received_at >= :from and received_at < :to) then 'waiting'
                            when seq in (select seq from webhook_dead where received_at >= :from and received_at < :to) then 'dead'
                            else 'handled' end as state
                        from webhook_event
                        where (received_at, seq) > (:time, :seq) and (received_at, seq) <= (:lastTime, :lastSeq)
                          and received_at >= :time and received_at <= :lastTime
                        order by received_at, seq
                        """)
                .param("from", InboxTable.start(day))
                .param("to", InboxTable.start(day.plusDays(1)))
                .param("time", Timestamps.at(piece.before().receivedAt()))
                .param("seq", piece.before().seq())
                .param("lastTime", Timestamps.at(piece.last().receivedAt()))
                .param("lastSeq", piece.last().seq())
                .withFetchSize(FETCHED)
                .query(row -> {
                    try {
                        out.write(line(row, attempts.getOrDefault(row.getLong("seq"), json.createArrayNode())));
                        out.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /**
     * The number with which a line begins.
     *
     * @throws NumberFormatException where it begins otherwise
     */
    static long number(String line) {
        int end = line.indexOf(',');
        if (!line.startsWith(NUMBER) || end < 0) {
            throw new NumberFormatException("a line of the archive does not begin with its number");
        }
        return Long.parseLong(line, NUMBER.length(), end, 10);
    }

    /** Of all events between the piece's numbers: one look at each day's attempts, and not one for each event. */
    private Map<Long, ArrayNode> attempts(LocalDate day, Piece piece) {
        Map<Long, ArrayNode> attempts = new HashMap<>();
        jdbc.sql("""
                        select * from webhook_attempt
                        where seq between :lowest and :highest and finished_at >= :from order by seq, finished_at, attempt
                        """)
                .param("lowest", piece.lowest())
                .param("highest", piece.highest())
                .param("from", InboxTable.start(day))
                .query(row -> {
                    attempts.computeIfAbsent(row.getLong("seq"), _ -> json.createArrayNode())
                            .add(attempt(row));
                });
        return attempts;
    }

    private ObjectNode attempt(ResultSet row) throws SQLException {
        return json.createObjectNode()
                .put("attempt", row.getInt("attempt"))
                .put("outcome", row.getString("outcome"))
                .put("error", row.getString("error"))
                .put(
                        "finished_at",
                        Timestamps.requiredInstant(row, "finished_at").toString())
                .put("duration_us", row.getLong("duration_us"));
    }

    /** Names are the columns', so that lines can be loaded into tables again. */
    byte[] line(ResultSet row, ArrayNode attempts) throws SQLException {
        ObjectNode line = json.createObjectNode()
                .put("seq", row.getLong("seq"))
                .put("provider", row.getString("provider"))
                .put("event_id", row.getString("event_id"))
                .put("type", row.getString("type"))
                .put("subject", row.getString("subject"))
                .put(
                        "occurred_at",
                        Timestamps.requiredInstant(row, "occurred_at").toString())
                .put(
                        "received_at",
                        Timestamps.requiredInstant(row, "received_at").toString())
                .put("trace_id", row.getString("trace_id"))
                .put("state", row.getString("state"));
        line.set("attempts", attempts);
        byte[] body = row.getBytes("body");
        text(body)
                .ifPresentOrElse(
                        text -> line.put("body", text),
                        () -> line.put("body_base64", Base64.getEncoder().encodeToString(body)));
        return json.writeValueAsBytes(line);
    }

    /** The body as text, where the text gives the same bytes again: a signature can still be checked. */
    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
