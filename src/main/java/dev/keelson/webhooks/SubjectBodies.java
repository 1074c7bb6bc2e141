package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events about one person, in the inbox and in the archives: to be shown to them, or to be forgotten. An event is about a
 * person whose name it has as its subject, or, where its subject is neither a customer nor a user, whose name its body holds:
 * a detached card, a Checkout before its customer.
 */
@Component
public class SubjectBodies {
    /** Shorter names would be found in anything. */
    static final int SHORTEST_NAME = 8;

    private static final Logger log = LoggerFactory.getLogger(SubjectBodies.class);
    /** Bodies have up to a megabyte each: so many are in memory at a time. */
    private static final int FETCHED = 20;

    private static final String ABOUT = """
            (e.subject = any(:names) or left(e.subject, 4) <> 'cus_' and left(e.subject, 5) <> 'user_'
              and exists (select from unnest(:needles) as needle (bytes) where position(needle.bytes in e.body) > 0))
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ArchivedBodies archives;
    private final JsonMapper json;

    SubjectBodies(JdbcClient jdbc, PlatformTransactionManager transactions, ArchivedBodies archives, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.archives = archives;
        this.json = json;
    }

    /**
     * Deletes the events about a person, and what was written down about the handling of them. That an event was seen stays
     * known, by its id alone, so that none is taken again. Events that still wait to be handled are left unless they are to go
     * too; they may end something that the person had.
     *
     * @param names the vendors' ids of the person
     * @param since events that arrived before it are left alone
     * @param waitingToo whether nobody is to handle what still waits
     */
    public void forget(Collection<String> names, Instant since, boolean waitingToo) {
        String[] wanted = usable(names);
        archives.forget(List.of(wanted), since);
        long events = 0;
        for (String partition : partitions(since)) {
            events += inTransaction(() -> forget(partition, wanted, since, waitingToo));
        }
        inTransaction(() -> jdbc.sql("delete from webhook_dead where subject = any(:names)")
                .param("names", wanted)
                .update());
        log.info("webhooks=forgotten events={}", events);
    }

    /**
     * Shows the events about a person, archived ones first, each with what is known of it and its body. Needs a transaction.
     *
     * @param names the vendors' ids of the person
     */
    public void show(Collection<String> names, Consumer<JsonNode> event) {
        String[] wanted = usable(names);
        archives.show(List.of(wanted), event);
        for (String partition : partitions(Instant.EPOCH)) {
            statement(
                            "select e.* from %s e where ".formatted(partition) + ABOUT
                                    + " order by e.received_at, e.seq",
                            wanted)
                    .withFetchSize(FETCHED)
                    .query((RowCallbackHandler) row -> event.accept(shown(row)));
        }
    }

    private int forget(String partition, String[] names, Instant since, boolean waitingToo) {
        // A full day takes longer than a request may.
        jdbc.sql("set local statement_timeout = 0").update();
        String left = waitingToo ? "" : " and not exists (select from webhook_work w where w.seq = e.seq)";
        Long[] gone = statement(
                        "delete from %s e where e.received_at >= :since and ".formatted(partition) + ABOUT + left
                                + " returning e.seq",
                        names)
                .param("since", Timestamps.at(since))
                .query(Long.class)
                .list()
                .toArray(Long[]::new);
        if (gone.length > 0) {
            Stream.of(
                            "delete from webhook_work where seq = any(:gone)",
                            "delete from webhook_dead where seq = any(:gone)",
                            "update webhook_attempt set error = null where seq = any(:gone) and error is not null")
                    .forEach(sql -> jdbc.sql(sql).param("gone", gone).update());
        }
        return gone.length;
    }

    private JdbcClient.StatementSpec statement(String sql, String[] names) {
        return jdbc.sql(sql)
                .param("names", names)
                .param(
                        "needles",
                        Stream.of(names)
                                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                                .toArray(byte[][]::new));
    }

    /** The days that may hold events since then, and what has no day of its own. Their names are ours. */
    private List<String> partitions(Instant since) {
        LocalDate first = since.equals(Instant.EPOCH) ? LocalDate.EPOCH : LocalDate.ofInstant(since, ZoneOffset.UTC);
        return Stream.concat(
                        InboxPartitions.days(jdbc, InboxTable.EVENT).stream()
                                .filter(day -> !day.isBefore(first))
                                .map(InboxTable.EVENT::partition),
                        Stream.of(InboxTable.EVENT.defaultPartition()))
                .toList();
    }

    private JsonNode shown(ResultSet row) throws SQLException {
        ObjectNode event = json.createObjectNode()
                .put("vendor", row.getString("provider"))
                .put("eventId", row.getString("event_id"))
                .put("type", row.getString("type"))
                .put("subject", row.getString("subject"))
                .put(
                        "occurredAt",
                        Timestamps.requiredInstant(row, "occurred_at").toString())
                .put(
                        "receivedAt",
                        Timestamps.requiredInstant(row, "received_at").toString());
        return event.set("body", ArchivedBodies.readable(json, row.getBytes("body")));
    }

    private int inTransaction(IntSupplier work) {
        Integer result = transaction.execute(_ -> work.getAsInt());
        return result == null ? 0 : result;
    }

    private static String[] usable(Collection<String> names) {
        return names.stream()
                .filter(name -> name.length() >= SHORTEST_NAME)
                .distinct()
                .toArray(String[]::new);
    }
}
