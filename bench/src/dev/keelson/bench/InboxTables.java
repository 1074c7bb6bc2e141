package dev.keelson.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The inbox as its tables show it, read from outside the application. */
final class InboxTables implements AutoCloseable {
    /** What arrived in one span of time, and how long it took to be handled (ms). */
    record Window(double second, long events, double p50, double p99, double max) {}

    /** @param others attempts that failed or were given up: in a bench there should be none */
    record Outcomes(long applied, long superseded, long others) {
        long handled() {
            return applied + superseded + others;
        }
    }

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration QUIET_POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Connection connection;

    InboxTables(BenchPostgres postgres) throws SQLException {
        connection = postgres.connect();
    }

    /** Users, each with a Stripe customer that is theirs already. */
    void addCustomers(int count) throws SQLException {
        execute("""
                insert into users (id, clerk_id, email, authz_changed_at, created_at, updated_at)
                select gen_random_uuid(), 'user_bench' || n, 'user' || n || '@example.com', now(), now(), now()
                from generate_series(0, %d - 1) n
                """.formatted(count));
        execute("""
                insert into customers
                  (id, stripe_id, user_id, claimed_user_id, livemode, raw, stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'cus_bench' || lpad(substr(clerk_id, 11), 6, '0'), id, id, false, '{}', 0, now(), now()
                from users where clerk_id like 'user_bench%'
                """);
    }

    /** Waits for the first import of the catalogue: no plan is worked out without its product. */
    void awaitCatalogue(int products) throws SQLException, InterruptedException {
        while (count("select count(*) from products") < products) {
            Thread.sleep(POLL);
        }
    }

    /**
     * Empties the inbox and pgbench's table, and pays all debts: no measurement inherits dead rows, dirty pages or full-page
     * images of another.
     */
    void reset() throws SQLException, InterruptedException {
        // All slots first: workers that are at it finish, no other begins, and nobody waits for us while we wait for
        // them.
        execute("""
                begin;
                select from webhook_slot order by slot for update;
                truncate webhook_work, webhook_event, webhook_dedup, webhook_attempt, webhook_dead;
                commit
                """);
        awaitListeners();
        execute("truncate bench_event");
        awaitQuiet();
        execute("vacuum (analyze) webhook_work, webhook_slot");
        execute("vacuum (analyze) users, customers, products, prices, subscriptions, subscription_items, user_plans");
        execute("vacuum (analyze) subscription_history, revenue_marks, revenue_changes");
        execute("vacuum (analyze) event_publication, audit_log, notifications, scheduled_tasks");
        execute("checkpoint");
    }

    /** Until what other modules do about the last events is done, which belongs to those events' measurement. */
    void awaitListeners() throws SQLException, InterruptedException {
        awaitNone("select count(*) from event_publication", "listeners of module events do not finish");
    }

    /** Until nobody is in a transaction: what is stopped then holds no lock. */
    private void awaitQuiet() throws SQLException, InterruptedException {
        awaitNone("""
                select count(*) from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'
                  and datname = current_database()
                """, "the database does not become quiet");
    }

    private void awaitNone(String count, String otherwise) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (count(count) > 0) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(otherwise);
            }
            Thread.sleep(QUIET_POLL);
        }
    }

    long waiting() throws SQLException {
        return count("select count(*) from webhook_work");
    }

    long stored() throws SQLException {
        return count("select count(*) from webhook_event");
    }

    Outcomes outcomes() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select count(*) filter (where outcome = 'applied'), count(*) filter (where outcome = 'superseded'),
                          count(*) filter (where outcome not in ('applied', 'superseded'))
                        from webhook_attempt
                        """)) {
            row.next();
            return new Outcomes(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** @return whether the queue was empty in time */
    boolean awaitEmpty(Duration patience) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (count("select count(*) from (select from webhook_work limit 1) one") > 0) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    /** When the last attempt ended. */
    Instant lastAttempt() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select max(finished_at) from webhook_attempt")) {
            row.next();
            OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
            if (at == null) {
                throw new IllegalStateException("nothing was handled");
            }
            return at.toInstant();
        }
    }

    /** From arrival to the end of the handler, for what arrived in each span since the start. */
    List<Window> lag(Instant start, Duration span) throws SQLException {
        var windows = new ArrayList<Window>();
        try (var statement = connection.prepareStatement("""
                with lag as (
                  select floor(extract(epoch from e.received_at - ?) / ?)::int as number,
                    extract(epoch from a.finished_at - e.received_at) * 1000 as ms
                  from webhook_attempt a join webhook_event e using (seq)
                  where a.outcome in ('applied', 'superseded')
                )
                select number, count(*), percentile_disc(0.5) within group (order by ms),
                  percentile_disc(0.99) within group (order by ms), max(ms)
                from lag group by number order by number
                """)) {
            statement.setObject(1, start.atOffset(ZoneOffset.UTC));
            statement.setDouble(2, span.toMillis() / 1e3);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    double second = row.getInt(1) * span.toMillis() / 1e3;
                    windows.add(
                            new Window(second, row.getLong(2), row.getDouble(3), row.getDouble(4), row.getDouble(5)));
                }
            }
        }
        return windows;
    }

    /** From now on statements are counted from nothing; needs a PostgreSQL that counts. */
    void resetStatements() throws SQLException {
        execute("select bench_statistics.pg_stat_statements_reset()");
    }

    /**
     * The statements that took longest since the reset, of those that count.
     *
     * @param events by which the times are divided
     */
    String statements(int events) throws SQLException {
        var text = new StringBuilder(
                "PostgreSQL: µs an event, of it planning, plans, calls, rows, WAL bytes an event%n".formatted());
        try (var statement = connection.prepareStatement("""
                select (total_exec_time + total_plan_time) * 1000 / ?, total_plan_time * 1000 / ?, plans, calls, rows, wal_bytes / ?,
                  left(regexp_replace(query, '\\s+', ' ', 'g'), 150)
                from bench_statistics.pg_stat_statements order by total_exec_time + total_plan_time desc limit 30
                """)) {
            statement.setInt(1, events);
            statement.setInt(2, events);
            statement.setInt(3, events);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    text.append("%7.1f %7.1f %7d %7d %7d %7d  %s%n"
                            .formatted(
                                    row.getDouble(1),
                                    row.getDouble(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getString(7)));
                }
            }
        }
        return text.toString();
    }

    /** The version that is stored of a subscription; 0 where there is none. */
    long version(String subscriptionId) throws SQLException {
        try (var statement =
                connection.prepareStatement("select stripe_version from subscriptions where stripe_id = ?")) {
            statement.setString(1, subscriptionId);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private long count(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
