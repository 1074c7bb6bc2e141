package dev.keelson.webhooks;

import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.shared.Timestamps;
import dev.keelson.testing.TestPostgres;
import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The inbox's retention on a database of its own, at a time of its own. */
final class RetentionFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final Duration KEEP = Duration.ofDays(30);
    private static final Duration TOOK = Duration.ofMillis(3);

    private final HikariDataSource database = new HikariDataSource();
    final JsonMapper json = new JsonMapper();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final JdbcClient jdbc;
    final JdbcTransactionManager transactions;
    final TransactionTemplate transaction;
    final RetentionDays days;
    final ArchiveRows rows;
    final InboxWork work;

    RetentionFixture() {
        database.setJdbcUrl(TestPostgres.migratedDatabase());
        database.setMaximumPoolSize(6);
        jdbc = JdbcClient.create(database);
        transactions = new JdbcTransactionManager(database);
        transaction = new TransactionTemplate(transactions);
        days = new RetentionDays(jdbc);
        rows = new ArchiveRows(jdbc, json);
        work = new InboxWork(jdbc, json, () -> NOW);
    }

    static LocalDate dayBefore(int days) {
        return LocalDate.ofInstant(NOW, ZoneOffset.UTC).minusDays(days);
    }

    /** Makes the partitions as they were made so many days ago, of that day and of the week after it. */
    void partitionsAsOf(int daysAgo) {
        new InboxPartitions(jdbc, transactions, Clock.fixed(NOW.minus(Duration.ofDays(daysAgo)), ZoneOffset.UTC))
                .afterPropertiesSet();
    }

    RetentionSettings settings(@Nullable Path directory, int batchSize) {
        return new RetentionSettings(KEEP, directory, KEEP, batchSize, Duration.ZERO);
    }

    InboxRetention retention(@Nullable Path directory) {
        return retention(settings(directory, 100), rows, NOW);
    }

    InboxRetention retention(RetentionSettings settings, ArchiveRows rows, Instant now) {
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        return new InboxRetention(
                jdbc,
                new EventArchive(days, rows, transactions, clock, settings, metrics),
                new PartitionDrop(jdbc, transactions, days),
                new InboxPurge(jdbc, transactions, settings),
                settings,
                clock,
                metrics);
    }

    /** Stores an event as the writer does, and queues it. */
    long receive(String id, Instant at, byte[] body) {
        return jdbc.sql("""
                        with seen as (
                          insert into webhook_dedup (provider, event_id, seq, first_seen)
                          values ('stripe', :id, nextval('sq_webhook_event'), :at) returning seq
                        ), stored as (
                          insert into webhook_event
                            (seq, provider, event_id, type, subject, occurred_at, received_at, trace_id, body)
                          select seq, 'stripe', :id, 'keelson.probe.made', 'cus_' || :id, :at, :at, 'trace', :body from seen
                        )
                        insert into webhook_work (slot, seq, received_at, due_at)
                        select :slot, seq, :at, :at from seen returning seq
                        """)
                .param("id", id)
                .param("at", Timestamps.at(at))
                .param("body", body)
                .param("slot", InboxInsert.slot(id))
                .query(Long.class)
                .single();
    }

    void receive(String prefix, int count, LocalDate day) {
        transaction.executeWithoutResult(_ -> {
            for (int i = 0; i < count; i++) {
                String id = prefix + i;
                byte[] body = "{\"id\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
                receive(id, InboxTable.start(day).toInstant().plusSeconds(i), body);
            }
        });
    }

    /** What a worker sees of the inbox at a time. */
    List<WebhookEvent> due(Instant now) {
        return IntStream.range(0, InboxInsert.SLOTS)
                .boxed()
                .flatMap(slot -> work.due(List.of(InboxWork.Look.whole(slot)), now).stream())
                .map(Due::event)
                .toList();
    }

    /** Handles what is due and fits, at the time of its arrival. */
    void handle(Predicate<WebhookEvent> which) {
        end(which, Ending.APPLIED);
    }

    void bury(Predicate<WebhookEvent> which) {
        end(which, Ending.DEAD);
    }

    private void end(Predicate<WebhookEvent> which, Ending ending) {
        transaction.executeWithoutResult(_ -> due(NOW).stream().filter(which).forEach(event -> {
            int slot = InboxInsert.slot(event.eventId());
            if (ending == Ending.DEAD) {
                work.bury(slot, new Attempt(event, ending, "hopeless", TOOK), event.receivedAt());
            } else {
                work.finish(List.of(slot), List.of(new Attempt(event, ending, null, TOOK)), event.receivedAt());
            }
        }));
    }

    void replayDead() {
        jdbc.sql("""
                        with decided as (delete from webhook_dead returning seq, event_id, received_at)
                        insert into webhook_work (slot, seq, received_at, due_at, attempt)
                        select 0, seq, received_at, received_at, 2 from decided
                        """).update();
    }

    List<String> ids() {
        return jdbc.sql("select event_id from webhook_event order by received_at, seq")
                .query((row, _) -> row.getString(1))
                .list();
    }

    long count(String sql) {
        return jdbc.sql("select count(*) from " + sql).query(Long.class).single();
    }

    @Override
    public void close() {
        database.close();
    }
}
