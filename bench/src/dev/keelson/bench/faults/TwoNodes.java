package dev.keelson.bench.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Two nodes share the work of one database; one of them is killed in the middle of it, and comes back. */
final class TwoNodes implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final double KILL_AT = 0.5;

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return 600;
    }

    @Override
    public int nodes() {
        return 2;
    }

    @Override
    public void inject(Run run) throws Exception {
        run.senders().awaitShare(KILL_AT, PATIENCE);
        var node = run.nodes().getLast();
        // Both have said so in their last second.
        run.note("handled until the kill: %s".formatted(run.observer().handled()));
        node.kill();
        run.fault("SIGKILL of one of two nodes");
        run.over();
        try (var connection = run.cluster().connect()) {
            measureTakeover(run, node, connection);
        }
        node.launch();
        node.awaitReady();
        run.senders().await(PATIENCE);
        run.note("at the end: %s".formatted(run.observer().handled()));
    }

    private static void measureTakeover(Run run, Node killed, Connection connection)
            throws SQLException, InterruptedException {
        long last = Judge.count(connection, "select coalesce(max(seq), 0) from webhook_work");
        long waiting = Judge.count(connection, "select count(*) from webhook_work");
        var sessions = await(connection, Sessions.of(killed.name()), run);
        var due = await(connection, "select count(*) from webhook_work where due_at <= now() and seq <= " + last, run);
        run.note(
                ("%d events waited at the kill; its sessions and their locks were gone after %d ms, and what was due was"
                                + " handled by the other after %d ms")
                        .formatted(waiting, sessions.toMillis(), due.toMillis()));
    }

    /** How long after the fault there is nothing of it left. */
    private static Duration await(Connection connection, String count, Run run)
            throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Judge.count(connection, count) > 0) {
            if (Instant.now().isAfter(end)) {
                run.violation("the killed node's work was not taken over within %d s".formatted(PATIENCE.toSeconds()));
                break;
            }
            Thread.sleep(5);
        }
        return run.sinceOver();
    }
}
