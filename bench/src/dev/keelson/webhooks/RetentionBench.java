package dev.keelson.webhooks;

import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.QueryPlan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * What a claim costs with ten thousand and with ten million handled events behind it, and what it costs to let go of them.
 * Both inboxes are on one durable PostgreSQL and take turns.
 */
final class RetentionBench {
    private static final int FEW = 10_000;
    private static final int MANY = Integer.parseInt(System.getenv().getOrDefault("BENCH_ROWS", "10000000"));
    private static final int DAYS = 89;
    private static final int ROUNDS = 20;
    private static final int CLAIMS_IN_ROUND = 25;

    private record Inbox(String name, DataSource database, FilledInbox filled, List<Long> nanos) {}

    private RetentionBench() {}

    public static void main(String[] arguments) throws IOException {
        try (var postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
            Inbox few = fill(postgres, "few", FEW);
            Inbox many = fill(postgres, "many", MANY);
            claims(few, many);
            plans(few, many);
            drop(few);
            drop(many);
            forget(many);
        }
    }

    private static Inbox fill(EmbeddedPostgres postgres, String name, int handled) {
        JdbcClient.create(postgres.getPostgresDatabase())
                .sql("create database " + name)
                .update();
        var database = new SingleConnectionDataSource(postgres.getJdbcUrl("postgres", name), true);
        var filled = new FilledInbox(database);
        long start = System.nanoTime();
        filled.fill(database, handled, DAYS, true);
        System.out.printf(
                "%-5s %,12d handled events over %d days, %d waiting: %,d MB, filled in %d s%n",
                name,
                handled,
                DAYS + 1,
                FilledInbox.WAITING,
                megabytes(database, "pg_database_size(current_database())"),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return new Inbox(name, database, filled, new ArrayList<>());
    }

    private static long megabytes(DataSource database, String size) {
        return JdbcClient.create(database)
                        .sql("select " + size)
                        .query(Long.class)
                        .single()
                >> 20;
    }

    private static void claims(Inbox few, Inbox many) {
        for (int round = -5; round < ROUNDS; round++) {
            // Taking turns at the start too, so that neither is always the one that finds the other's caches.
            claim(round % 2 == 0 ? few : many, round);
            claim(round % 2 == 0 ? many : few, round);
        }
        for (Inbox inbox : List.of(few, many)) {
            Collections.sort(inbox.nanos());
            System.out.printf(
                    "%-5s claim of %d events, %d times: p50 %.2f ms, p10 %.2f ms, p90 %.2f ms, p99 %.2f ms%n",
                    inbox.name(),
                    FilledInbox.WAITING / InboxInsert.SLOTS,
                    inbox.nanos().size(),
                    millis(inbox, 50),
                    millis(inbox, 10),
                    millis(inbox, 90),
                    millis(inbox, 99));
        }
    }

    private static void claim(Inbox inbox, int round) {
        for (int i = 0; i < CLAIMS_IN_ROUND; i++) {
            long start = System.nanoTime();
            inbox.filled().claim((i * 7) % InboxInsert.SLOTS);
            if (round >= 0) {
                inbox.nanos().add(System.nanoTime() - start);
            }
        }
    }

    private static double millis(Inbox inbox, int percent) {
        return inbox.nanos().get(inbox.nanos().size() * percent / 100) / 1e6;
    }

    private static void plans(Inbox few, Inbox many) {
        List<QueryPlan> plansOfFew = explain(few);
        List<QueryPlan> plansOfMany = explain(many);
        for (int i = 0; i < plansOfFew.size(); i++) {
            boolean same = plansOfFew.get(i).shape().equals(plansOfMany.get(i).shape());
            System.out.printf(
                    "query %d: plan %s, pages %d (few) and %d (many)%n%s",
                    i + 1,
                    same
                            ? "the same"
                            : "NOT THE SAME; many have:\n" + plansOfMany.get(i).shape() + "few have:",
                    plansOfFew.get(i).buffers(),
                    plansOfMany.get(i).buffers(),
                    plansOfFew.get(i).shape().indent(2));
        }
    }

    private static List<QueryPlan> explain(Inbox inbox) {
        var explaining = new ExplainingDataSource(inbox.database());
        new FilledInbox(explaining).claim(7);
        return explaining.take();
    }

    private static void drop(Inbox inbox) {
        var jdbc = JdbcClient.create(inbox.database());
        var drop = new PartitionDrop(jdbc, new JdbcTransactionManager(inbox.database()), new RetentionDays(jdbc));
        LocalDate oldest = LocalDate.ofInstant(FilledInbox.NOW, ZoneOffset.UTC).minusDays(DAYS);
        for (InboxTable table : InboxTable.values()) {
            List<Long> nanos = new ArrayList<>();
            long rows = 0;
            for (int day = 0; day < 5; day++) {
                long start = System.nanoTime();
                rows = drop.drop(table, oldest.plusDays(day), FilledInbox.NOW).rows();
                nanos.add(System.nanoTime() - start);
            }
            Collections.sort(nanos);
            System.out.printf(
                    "%-5s dropping a day of %s with %,d rows: median of 5 %.1f ms (%.1f to %.1f)%n",
                    inbox.name(),
                    table.table(),
                    rows,
                    nanos.get(2) / 1e6,
                    nanos.getFirst() / 1e6,
                    nanos.getLast() / 1e6);
        }
    }

    private static void forget(Inbox inbox) {
        var jdbc = JdbcClient.create(inbox.database());
        var settings =
                new RetentionSettings(Duration.ofDays(60), null, Duration.ofDays(60), 5_000, Duration.ofMillis(20));
        var purge = new InboxPurge(jdbc, new JdbcTransactionManager(inbox.database()), settings);
        long rows =
                jdbc.sql("select count(*) from webhook_dedup").query(Long.class).single();
        long start = System.nanoTime();
        long gone = purge.forget(FilledInbox.NOW.minus(Duration.ofDays(60)), () -> false);
        System.out.printf(
                "%-5s forgetting %,d of %,d in batches of at most 5,000 with pauses of 20 ms: %.1f s%n",
                inbox.name(), gone, rows, (System.nanoTime() - start) / 1e9);
        start = System.nanoTime();
        purge.forget(FilledInbox.NOW.minus(Duration.ofDays(60)), () -> false);
        System.out.printf(
                "%-5s walking through it again with nothing to forget: %.1f s%n",
                inbox.name(), (System.nanoTime() - start) / 1e9);
    }
}
