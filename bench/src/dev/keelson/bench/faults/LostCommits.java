package dev.keelson.bench.faults;

import java.time.Duration;
import java.util.Map;

/**
 * The positive control: PostgreSQL is told to say "committed" before it has written anything, and killed. Acknowledged events
 * are then lost, and the checks have to find that; if they do not, they are worth nothing.
 */
final class LostCommits implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = 5;

    @Override
    public String name() {
        return "control";
    }

    @Override
    public int events(FaultOptions options) {
        return Math.min(options.fewer(), 2_000);
    }

    @Override
    public double perSecond(FaultOptions options) {
        return 200;
    }

    @Override
    public Senders.Manner manner() {
        return Senders.Manner.ONCE;
    }

    @Override
    public Map<String, String> databaseSettings() {
        // Whoever else would write the log soon is told to take its time.
        return Map.of(
                "synchronous_commit", "off",
                "wal_writer_delay", "10s",
                "wal_writer_flush_after", "1GB",
                "bgwriter_lru_maxpages", "0",
                "autovacuum", "off");
    }

    @Override
    public boolean loses() {
        return true;
    }

    @Override
    public void inject(Run run) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            run.senders().awaitShare((double) round / (ROUNDS + 1), PATIENCE);
            run.cluster().kill();
            run.fault("SIGKILL of a PostgreSQL with synchronous_commit=off");
            run.cluster().start();
            run.over();
            try (var connection = run.cluster().connect()) {
                var acknowledged = run.senders().acknowledged().keySet();
                if (!Observer.missing(connection, acknowledged).isEmpty()) {
                    return;
                }
            }
        }
    }
}
