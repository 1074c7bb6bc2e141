package dev.keelson.bench.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Others take all the connections that the server has, and then the tables that the inbox writes to. */
final class ExhaustedConnections implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TAKEN = Duration.ofSeconds(20);
    private static final Duration LOCKED = Duration.ofSeconds(12);
    private static final String EVICT =
            "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where usename = '%s'"
                    .formatted(Cluster.USER);

    private static final String LEFT =
            "select count(*) from pg_stat_activity where usename = '%s'".formatted(Cluster.USER);

    @Override
    public String name() {
        return "exhausted";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return options.fewer() / 50.0;
    }

    @Override
    public Map<String, String> databaseSettings() {
        return Map.of("max_connections", "60");
    }

    @Override
    public void inject(Run run) throws Exception {
        run.senders().awaitShare(0.1, PATIENCE);
        takeAll(run);
        run.senders().awaitShare(0.5, PATIENCE);
        lock(run);
    }

    private static void takeAll(Run run) throws SQLException, InterruptedException {
        int refusedBefore = run.senders().answers("503");
        List<Connection> foreign = new ArrayList<>();
        try (var superuser = run.cluster().connect()) {
            Instant end = Instant.now().plus(PATIENCE);
            do {
                fill(run.cluster(), foreign);
                Judge.count(superuser, EVICT);
                fill(run.cluster(), foreign);
            } while (Judge.count(superuser, LEFT) > 0 && Instant.now().isBefore(end));
            run.fault("all of max_connections taken for 20 s");
            Thread.sleep(TAKEN);
            long left = Judge.count(superuser, LEFT);
            run.note("%d foreign connections left the application %d; meanwhile %d × 503"
                    .formatted(foreign.size(), left, run.senders().answers("503") - refusedBefore));
            if (left > 0 || run.senders().answers("503") == refusedBefore) {
                run.violation("the application was never without connections, or did not say so");
            }
        } finally {
            for (Connection connection : foreign) {
                connection.close();
            }
        }
        run.over();
        awaitAnswer(run);
    }

    private static void fill(Cluster cluster, List<Connection> foreign) {
        try {
            while (true) {
                foreign.add(cluster.connectAsForeigner());
            }
        } catch (SQLException e) {
            // There is no place left, which is what this is for.
        }
    }

    private static void lock(Run run) throws SQLException, InterruptedException {
        int refusedBefore = run.senders().answers("503");
        try (var superuser = run.cluster().connect()) {
            superuser.setAutoCommit(false);
            try (var statement = superuser.createStatement()) {
                statement.execute("lock table webhook_dedup, webhook_slot in access exclusive mode");
            }
            run.fault("inbox and slots locked for 12 s");
            Thread.sleep(LOCKED);
            superuser.rollback();
        }
        run.over();
        int refused = run.senders().answers("503") - refusedBefore;
        run.note("while the inbox was locked: %d × 503".formatted(refused));
        if (refused == 0) {
            run.violation("a locked inbox was not answered with 503");
        }
    }

    private static void awaitAnswer(Run run) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (run.senders().firstSinceMark().isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        run.senders()
                .firstSinceMark()
                .ifPresent(first -> run.note(
                        "first 200 after the connections were given back: %.1f s".formatted(first.toMillis() / 1e3)));
    }
}
