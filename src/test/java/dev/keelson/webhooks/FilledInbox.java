package dev.keelson.webhooks;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A database with an inbox that has handled much, and of which the newest events wait. */
final class FilledInbox {
    private static final List<Integer> ALL_SLOTS =
            IntStream.range(0, InboxInsert.SLOTS).boxed().toList();

    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final int WAITING = 640;

    private final JdbcClient jdbc;
    private final InboxWork work;
    private final TransactionTemplate transaction;

    FilledInbox(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.work = new InboxWork(jdbc, new JsonMapper(), () -> NOW);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    /**
     * Migrates, and fills in so many handled events and their attempts, spread evenly over the last days.
     *
     * @param analyzed whether the planner knows of them, as far as autovacuum would have told it
     */
    void fill(DataSource database, long handled, int days, boolean analyzed) {
        Flyway.configure().dataSource(database).load().migrate();
        LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        for (int back = days; back >= 0; back -= Math.min(Math.max(back, 1), 7)) {
            new InboxPartitions(
                            jdbc,
                            new JdbcTransactionManager(database),
                            Clock.fixed(NOW.minus(Duration.ofDays(back)), ZoneOffset.UTC))
                    .afterPropertiesSet();
        }
        for (LocalDate day = today.minusDays(days); !day.isAfter(today); day = day.plusDays(1)) {
            fillDay(day, handled / (days + 1));
        }
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at)
                        select row_number() over () % 64, seq, received_at, received_at
                        from (select seq, received_at from webhook_event order by received_at desc, seq desc limit :waiting)
                        """).param("waiting", WAITING).update();
        if (analyzed) {
            analyze();
        }
    }

    /** What autovacuum does in the end, but now: it leaves tables alone that have fewer rows than their threshold. */
    private void analyze() {
        // A session counts what it wrote when it ends, and the last one is still about to.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("""
                        select n_mod_since_analyze >= :waiting or last_analyze is not null or last_autoanalyze is not null
                        from pg_stat_user_tables where relname = 'webhook_work'
                        """)
                        .param("waiting", WAITING)
                        .query(Boolean.class)
                        .single());
        List<String> tables = jdbc.sql("""
                        select c.relname from pg_class c join pg_stat_user_tables s on s.relid = c.oid
                        where c.relkind = 'r' and s.n_mod_since_analyze > coalesce(
                          (select option_value::bigint from pg_options_to_table(c.reloptions)
                           where option_name = 'autovacuum_analyze_threshold'), 50)
                        """).query((row, _) -> row.getString(1)).list();
        tables.forEach(table -> jdbc.sql("vacuum analyze " + table).update());
    }

    private void fillDay(LocalDate day, long events) {
        jdbc.sql("""
                        with made as (
                          select nextval('sq_webhook_event') as seq,
                                 cast(:start as timestamptz) + g * interval '12 hours' / :events as at, g
                          from generate_series(1, :events) g
                        ), seen as (
                          insert into webhook_dedup (provider, event_id, seq, first_seen)
                          select 'stripe', 'evt_' || md5(seq::text), seq, at from made
                        ), stored as (
                          insert into webhook_event
                            (seq, provider, event_id, type, subject, occurred_at, received_at, trace_id, body)
                          select seq, 'stripe', 'evt_' || md5(seq::text), 'customer.subscription.updated',
                                 'cus_' || seq % 20000, at, at, null,
                                 convert_to('{"id":"evt_' || md5(seq::text) || '","object":"event","livemode":false,"data":{}}', 'UTF8')
                          from made
                        )
                        insert into webhook_attempt (seq, attempt, outcome, error, finished_at, duration_us)
                        select seq, 1, 'applied', null, at, 900 from made
                        """)
                .param("start", InboxTable.start(day))
                .param("events", events)
                .update();
    }

    /** What a worker does to claim: looks for slots with due work, and takes one and its events. It is rolled back. */
    int claim(int which) {
        return transaction.execute(status -> {
            status.setRollbackOnly();
            List<Integer> slots = work.dueSlots(ALL_SLOTS, Instant.EPOCH);
            int slot = slots.get(which % slots.size());
            if (work.lockSlots(List.of(slot)).isEmpty()) {
                throw new IllegalStateException("nobody else works here");
            }
            return work.due(List.of(InboxWork.Look.whole(slot)), NOW).size();
        });
    }
}
