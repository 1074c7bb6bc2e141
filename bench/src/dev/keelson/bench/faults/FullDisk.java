package dev.keelson.bench.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The disk under all of the application's tables is full for a while. */
final class FullDisk implements Scenario {
    private static final int MEGABYTES = 512;
    private static final long LEFT = 2L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FULL = Duration.ofSeconds(12);

    private @Nullable Disk disk;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return options.fewer() / 30.0;
    }

    @Override
    public String obstacle() {
        return Disk.obstacle();
    }

    @Override
    public void prepareDatabase(Run run) throws Exception {
        var small = Disk.mount(run.directory().resolve("disk"), MEGABYTES);
        disk = small;
        try (var connection = run.cluster().connect();
                var statement = connection.createStatement()) {
            statement.execute("create tablespace small location '" + small.directory() + "'");
            List<String> moves = new ArrayList<>();
            for (String kind : List.of("table", "index")) {
                moves.add("alter " + kind + " all in tablespace pg_default owned by " + Cluster.USER
                        + " set tablespace small");
            }
            moves.add("alter database keelson set default_tablespace = small");
            for (String move : moves) {
                statement.execute(move);
            }
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
        run.fault("full disk under the tables");
        Instant end = Instant.now().plus(PATIENCE);
        while (run.senders().answers("503") == refusedBefore && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        if (run.senders().answers("503") == refusedBefore) {
            run.violation("the disk was full, and the inbox never said so");
        }
        Thread.sleep(FULL);
        run.note("%d × 503 while %,d bytes were left"
                .formatted(run.senders().answers("503") - refusedBefore, disk.free()));
        disk.giveBack();
        run.over();
    }
}
