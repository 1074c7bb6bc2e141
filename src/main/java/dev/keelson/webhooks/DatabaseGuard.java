package dev.keelson.webhooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Whether vacuum keeps up with the work table. Its rows come and go by the thousand; where an old snapshot keeps the dead ones,
 * each look for work has to step over them, and the inbox slows down long before anything fails.
 */
@Component
class DatabaseGuard {
    /**
     * What is not known is {@code NaN}.
     *
     * @param snapshotSeconds how long ago the oldest transaction began that keeps dead rows; only seen of sessions whose role
     *     ours may look at, see {@code pg_read_all_stats}
     * @param snapshotTransactions how many transactions have begun since the oldest snapshot, of any role, a replication slot or
     *     a prepared transaction
     * @param deadTuples dead rows in the work table
     * @param vacuumSeconds how long ago the work table was vacuumed
     */
    record Reading(double snapshotSeconds, double snapshotTransactions, double deadTuples, double vacuumSeconds) {
        static final Reading UNKNOWN = new Reading(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private static final String SQL = """
            with held as (
              select age(backend_xmin) as transactions, xact_start as since from pg_stat_activity
              where backend_xmin is not null and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'
                and (datname = current_database() or backend_type = 'walsender')
              union all
              select age(transaction), prepared from pg_prepared_xacts where database = current_database()
              union all
              select age(xmin), null from pg_replication_slots where xmin is not null
            ), work as (
              select n_dead_tup, greatest(last_vacuum, last_autovacuum) as vacuumed_at from pg_stat_user_tables
              where relid = 'webhook_work'::regclass
            )
            select (select coalesce(max(extract(epoch from clock_timestamp() - since)), 0) from held) as snapshot_seconds,
                   (select coalesce(max(transactions), 0) from held) as snapshot_transactions,
                   (select n_dead_tup from work) as dead_tuples,
                   (select extract(epoch from clock_timestamp() - vacuumed_at) from work) as vacuum_seconds
            """;

    private final JdbcClient jdbc;
    private volatile Reading last = Reading.UNKNOWN;

    DatabaseGuard(JdbcClient jdbc, MeterRegistry metrics) {
        this.jdbc = jdbc;
        gauge("webhook.snapshot.age", "How long the oldest transaction has kept dead rows", Reading::snapshotSeconds)
                .baseUnit("seconds")
                .register(metrics);
        gauge(
                        "webhook.snapshot.transactions",
                        "Transactions that have begun since the oldest snapshot",
                        Reading::snapshotTransactions)
                .register(metrics);
        gauge("webhook.work.dead.tuples", "Dead rows in the work table", Reading::deadTuples)
                .register(metrics);
        gauge("webhook.work.vacuum.age", "How long ago the work table was vacuumed", Reading::vacuumSeconds)
                .baseUnit("seconds")
                .register(metrics);
    }

    private Gauge.Builder<?> gauge(String name, String description, ToDoubleFunction<Reading> part) {
        return Gauge.builder(name, () -> part.applyAsDouble(last)).description(description);
    }

    Reading now() {
        return jdbc.sql(SQL)
                .query((row, _) -> new Reading(
                        number(row, "snapshot_seconds"),
                        number(row, "snapshot_transactions"),
                        number(row, "dead_tuples"),
                        number(row, "vacuum_seconds")))
                .single();
    }

    @Scheduled(fixedDelay = 5_000)
    void refresh() {
        try {
            last = now();
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not zero: the gauges then show no number at all.
            last = Reading.UNKNOWN;
        }
    }

    private static double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }
}
