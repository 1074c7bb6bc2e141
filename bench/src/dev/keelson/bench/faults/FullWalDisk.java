package dev.keelson.bench.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The disk under PostgreSQL's log is full: the server gives up altogether until there is space. */
final class FullWalDisk implements Scenario {
    private static final int MEGABYTES = 1_024;
    private static final int SEGMENT_MEGABYTES = 16;
    /** Less than one segment of the log. */
    private static final long LEFT = 8L << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FULL = Duration.ofSeconds(10);

    private @Nullable Disk disk;

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return options.fewer() / 30.0;
    }

    @Override
    public Map<String, String> databaseSettings() {
        // Nothing is kept ready: the next segment has to be made.
        return Map.of("min_wal_size", "32MB", "wal_recycle", "off");
    }

    @Override
    public String obstacle() {
        return Disk.obstacle();
    }

    @Override
    public void prepareDisk(Run run) throws Exception {
        var small = Disk.mount(run.directory().resolve("disk"), MEGABYTES);
        disk = small;
        Path log = run.cluster().data().resolve("pg_wal");
        Path moved = small.directory().resolve("pg_wal");
        if (Children.run(List.of("cp", "-a", log.toString(), moved.toString())) != 0
                || Children.run(List.of("rm", "-r", log.toString())) != 0) {
            throw new IllegalStateException("cannot move " + log);
        }
        Files.createSymbolicLink(log, moved);
    }

    /** What was made ahead, so that the next segment of the log is one that there is no space for. */
    private static void useUp(Cluster cluster) {
        try (var connection = cluster.connect();
                var statement = connection.createStatement()) {
            for (int i = 0; i < MEGABYTES / SEGMENT_MEGABYTES; i++) {
                statement.execute("select pg_logical_emit_message(false, 'fill', 'up'), pg_switch_wal()");
            }
        } catch (SQLException e) {
            // The server has given up, which is what this is for.
        }
    }

    @Override
    public void inject(Run run) throws Exception {
        if (disk == null) {
            throw new IllegalStateException("there is no disk to fill");
        }
        run.senders().awaitShare(0.2, PATIENCE);
        int refusedBefore = run.senders().answers("503");
        disk.fill(LEFT);
        run.fault("full disk under the log");
        useUp(run.cluster());
        Instant end = Instant.now().plus(PATIENCE);
        while (run.senders().answers("503") == refusedBefore && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        if (run.senders().answers("503") == refusedBefore) {
            run.violation("the disk was full, and the inbox never said so");
        }
        Thread.sleep(FULL);
        run.note("%d × 503; PostgreSQL %s when there was space again"
                .formatted(
                        run.senders().answers("503") - refusedBefore,
                        run.cluster().isAlive() ? "still ran" : "had ended"));
        disk.giveBack();
        if (!run.cluster().isAlive()) {
            run.cluster().start();
        }
        run.over();
    }
}
