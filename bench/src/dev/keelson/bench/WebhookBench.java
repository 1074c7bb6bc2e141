package dev.keelson.bench;

import static dev.keelson.bench.WebhookRig.say;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Measures the inbox against what the database alone can do: starts a durable PostgreSQL, two instances of the packaged
 * application on it (one that only receives, one as in production) and the vendors' stand-in, and prints one table.
 */
public final class WebhookBench {
    private static final int AGE_OF_FIRST_EVENT = 86_400;
    private static final long SEED = 20_260_901;
    private static final int WINDOWS = 6;

    private WebhookBench() {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        String missing = PgBench.missing();
        if (!missing.isEmpty()) {
            System.err.println(missing);
            System.exit(1);
        }
        BenchOptions options = null;
        try {
            options = BenchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        if (options != null) {
            measure(options, new Machine(arguments));
        }
        // Nothing may keep the process: a thread of a server that was stopped, for example.
        System.exit(0);
    }

    private static void measure(BenchOptions options, Machine machine)
            throws IOException, SQLException, InterruptedException {
        Path directory = Path.of("target", "bench").toAbsolutePath();
        long start = Instant.now().getEpochSecond() - AGE_OF_FIRST_EVENT;
        var events = new SubscriptionEvents(options.subscriptions(), options.ties(), start, new SplittableRandom(SEED));
        try (var postgres = BenchPostgres.start(directory, options.profile(), options.postgres());
                var vendors = FakeVendors.start(events);
                var rig = WebhookRig.start(options, directory, postgres, vendors, events)) {
            var receiver = profile(options, rig.receiver(), directory.resolve("receiver.jfr"));
            var whole = profile(options, rig.whole(), directory.resolve("whole.jfr"));
            var measured = new WebhookRounds(options, rig).run();
            var sustained = sustained(options, rig, measured);
            System.out.println(new WebhookReport(options, machine, rig, measured, sustained).text());
            if (receiver != null && whole != null) {
                rig.receiver().resume();
                rig.whole().resume();
                System.out.println(receiver.stop());
                System.out.println(whole.stop());
            }
        }
    }

    private static SustainedLoad.@Nullable Result sustained(BenchOptions options, WebhookRig rig, Measurements measured)
            throws IOException, SQLException, InterruptedException {
        double rate = options.rate() > 0
                ? options.rate()
                : measured.median(WebhookRounds.received(64), Column.PER_SECOND) / 2;
        if (!options.measures("e")) {
            return null;
        }
        if (Double.isNaN(rate)) {
            say("(e) needs (a) or --rate");
            return null;
        }
        say("%d s at %.0f events a second".formatted(options.sustained().toSeconds(), rate));
        Duration window = options.sustained().dividedBy(WINDOWS);
        if (options.profile()) {
            rig.tables().resetStatements();
        }
        var result = new SustainedLoad(rig, measured).measure(rate, options.sustained(), window);
        if (options.profile()) {
            say(SustainedLoad.ROW + ": "
                    + rig.tables().statements((int) (rate * options.sustained().toSeconds())));
        }
        return result;
    }

    private static @Nullable JavaProfile profile(BenchOptions options, PackagedKeelson keelson, Path file)
            throws IOException {
        if (!options.profile()) {
            return null;
        }
        keelson.resume();
        return JavaProfile.start(keelson.pid(), file);
    }
}
