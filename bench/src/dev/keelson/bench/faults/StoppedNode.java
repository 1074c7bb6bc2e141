package dev.keelson.bench.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** A node is stopped in the middle of a transaction for half a minute, and then goes on as if nothing had happened. */
final class StoppedNode implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOPPED = Duration.ofSeconds(30);
    private static final int TRIES = 200;

    @Override
    public String name() {
        return "stopped";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return options.fewer() / 40.0;
    }

    @Override
    public int nodes() {
        return 2;
    }

    @Override
    public void inject(Run run) throws Exception {
        run.senders().awaitShare(0.2, PATIENCE);
        var node = run.nodes().getLast();
        try (var connection = run.cluster().connect()) {
            stopInSlot(run, node, connection);
            Instant end = Instant.now().plus(STOPPED);
            run.over();
            Duration held = null;
            while (Instant.now().isBefore(end)) {
                if (!node.isStopped()) {
                    throw new IllegalStateException("the node went on by itself after %d ms"
                            .formatted(run.sinceOver().toMillis()));
                }
                if (held == null && Judge.count(connection, Sessions.idleInSlot(node.name())) == 0) {
                    held = run.sinceOver();
                    run.note("the stopped node's locks were gone after %.1f s".formatted(held.toMillis() / 1e3));
                }
                Thread.sleep(20);
            }
            if (held == null) {
                run.violation("the stopped node still holds its slots after %d s".formatted(STOPPED.toSeconds()));
            }
        }
        run.note("handled before the stopped one goes on: %s"
                .formatted(run.observer().handled()));
        node.resume();
        run.over();
    }

    /** Until it happens to hold a slot whose work is half done. */
    private static void stopInSlot(Run run, Node node, Connection connection)
            throws SQLException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            node.pause();
            // What it had sent is worked on by the database until then.
            Thread.sleep(30);
            if (Judge.count(connection, Sessions.idleInSlot(node.name())) > 0) {
                run.fault("SIGSTOP for 30 s in mid-transaction");
                return;
            }
            node.resume();
            Thread.sleep(5 + run.random().nextInt(20));
        }
        throw new IllegalStateException("the node was never met in the middle of its work");
    }
}
