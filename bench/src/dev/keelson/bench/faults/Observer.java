package dev.keelson.bench.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks at the inbox's tables all the time, whatever else happens, and writes down what must never be seen. */
final class Observer implements AutoCloseable {
    /** Everything in one statement, and so of one instant. */
    private static final String SNAPSHOT = """
            select
              (select count(*) from webhook_event) as events,
              (select count(*) from webhook_dedup) as seen,
              (select count(*) from webhook_work) as waiting,
              (select count(*) from webhook_dead) as dead,
              (select count(distinct seq) from webhook_attempt where outcome in ('applied', 'superseded', 'ignored')) as done,
              (select count(*) from webhook_attempt where outcome in ('applied', 'superseded', 'ignored')) as endings
            """;

    private static final int MOST_VIOLATIONS = 5;
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Senders senders;
    private final List<Node> nodes;
    private final Thread thread = Thread.ofVirtual().unstarted(this::observe);
    private final List<String> violations = new ArrayList<>();
    private final Set<String> found = new HashSet<>();
    /** Of each node, when it last said so, and what its earlier processes had handled. */
    private final Map<String, Long> handled = new LinkedHashMap<>();

    private final Map<String, Long> handledBefore = new HashMap<>();
    private final AtomicInteger observations = new AtomicInteger();
    private final AtomicInteger unreachable = new AtomicInteger();
    private volatile boolean running = true;

    Observer(Cluster cluster, Senders senders, List<Node> nodes) {
        this.cluster = cluster;
        this.senders = senders;
        this.nodes = nodes;
    }

    void start() {
        thread.start();
    }

    int observations() {
        return observations.get();
    }

    /** How often the database did not answer it. */
    int unreachable() {
        return unreachable.get();
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** How many events each node has handled, as far as it lived to say so. */
    synchronized Map<String, Long> handled() {
        var sums = new TreeMap<>(handled);
        handledBefore.forEach((node, count) -> sums.merge(node, count, Long::sum));
        return sums;
    }

    private synchronized void handled(String node, long count) {
        Long last = handled.put(node, count);
        if (last != null && last > count) {
            // It has been started again, and counts from 0.
            handledBefore.merge(node, last, Long::sum);
        }
    }

    private void observe() {
        while (running) {
            try (var connection = cluster.connect()) {
                while (running) {
                    look(connection);
                    askNodes();
                    Thread.sleep(EVERY);
                }
            } catch (SQLException e) {
                unreachable.incrementAndGet();
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(Connection connection) throws SQLException {
        // Before the snapshot: whatever was acknowledged by now has to be in it.
        var acknowledged = new HashSet<>(senders.acknowledged().keySet());
        acknowledged.removeAll(found);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(SNAPSHOT)) {
            row.next();
            long events = row.getLong("events");
            long accountedFor = row.getLong("done") + row.getLong("waiting") + row.getLong("dead");
            expect(events == row.getLong("seen"), "events stored, and events seen", events, row.getLong("seen"));
            expect(events == accountedFor, "events, and done + waiting + dead", events, accountedFor);
            expect(
                    row.getLong("done") == row.getLong("endings"),
                    "events done, and their endings",
                    row.getLong("done"),
                    row.getLong("endings"));
        }
        var missing = missing(connection, acknowledged);
        expect(
                missing.isEmpty(),
                "acknowledged events, and those of them that are not stored",
                senders.acknowledged().size(),
                missing.size());
        acknowledged.removeAll(missing);
        found.addAll(acknowledged);
        observations.incrementAndGet();
    }

    /** Which of these events are not stored. */
    static Set<String> missing(Connection connection, Set<String> ids) throws SQLException {
        var missing = new HashSet<String>();
        try (var statement = connection.prepareStatement("""
                select wanted.id from unnest(?) wanted (id)
                where not exists (select from webhook_dedup d join webhook_event e using (seq)
                                  where d.provider = 'stripe' and d.event_id = wanted.id and e.event_id = wanted.id)
                """)) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    missing.add(row.getString(1));
                }
            }
        }
        return missing;
    }

    private void askNodes() throws InterruptedException {
        for (Node node : nodes) {
            var count = node.handled();
            if (count.isPresent()) {
                handled(node.name(), count.getAsLong());
            }
        }
    }

    private synchronized void expect(boolean met, String what, long one, long other) {
        if (!met && violations.size() < MOST_VIOLATIONS) {
            violations.add("%s: %d, %d".formatted(what, one, other));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        running = false;
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
