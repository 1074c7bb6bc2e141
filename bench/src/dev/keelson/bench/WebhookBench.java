package dev.keelson.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/**
 * Measures the inbox against what the database alone can do: starts a durable PostgreSQL, two instances of the packaged
 * application on it (one that only receives, one as in production) and the vendors' stand-in, and prints one table.
 */
public final class WebhookBench {
    private static final int SUBSCRIPTIONS = 2_000;
    private static final int AGE_OF_FIRST_EVENT = 86_400;
    private static final long SEED = 20_260_901;

    private WebhookBench() {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        String missing = PgBench.missing();
        if (!missing.isEmpty()) {
            System.err.println(missing);
            System.exit(1);
        }
        var options = BenchOptions.parse(arguments);
        Path directory = Path.of("target", "bench").toAbsolutePath();
        long start = Instant.now().getEpochSecond() - AGE_OF_FIRST_EVENT;
        var events = new SubscriptionEvents(SUBSCRIPTIONS, options.ties(), start, new SplittableRandom(SEED));
        try (var postgres = BenchPostgres.start(directory);
                var vendors = FakeVendors.start(events);
                var rig = WebhookRig.start(options, directory, postgres, vendors, events)) {
            new WebhookReport(options, postgres, new WebhookRounds(options, rig).run()).print();
        }
        // Nothing may keep the process: the sockets of a server that was killed, for example.
        System.exit(0);
    }
}
