package dev.keelson.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Measures what users wait for: {@code GET /me} and a list, with real tokens, at a rate that does not wait for the answers;
 * the same requests of the same callers with few other users in the table and with a million. Two instances of the packaged
 * application, on two databases of one durable PostgreSQL, take turns; the one that is not measured is stopped.
 */
public final class ApiBench {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final ApiOptions options;
    private final ApiReport report = new ApiReport();

    private ApiBench(ApiOptions options) {
        this.options = options;
    }

    /** One of the two instances. */
    private record Side(String name, PackagedKeelson keelson) {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        try {
            var machine = new Machine(arguments);
            var bench = new ApiBench(ApiOptions.parse(arguments));
            bench.measure(machine);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        // Nothing may keep the process: a thread of a server that was stopped, for example.
        System.exit(0);
    }

    private void measure(Machine machine) throws IOException, SQLException, InterruptedException {
        Path directory = Path.of("target", "bench").toAbsolutePath();
        var tokens = new ApiTokens();
        var noEvents = new SubscriptionEvents(1, 0, Instant.now().getEpochSecond(), new SplittableRandom(1));
        try (var postgres = BenchPostgres.start(directory, false, null);
                var vendors = FakeVendors.start(noEvents, tokens.published())) {
            say("signing tokens of %,d callers".formatted(options.callers()));
            var requests = new ApiRequests(tokens, vendors.url(), options.callers());
            String few = "%,d users".formatted(options.callers());
            String many = "%,d users".formatted(options.users());
            try (var fewKeelson = start("few", options.callers(), postgres, vendors, directory);
                    var manyKeelson = start("many", options.users(), postgres, vendors, directory)) {
                var fewSide = new Side(few, fewKeelson);
                var manySide = new Side(many, manyKeelson);
                warm(fewSide, requests);
                warm(manySide, requests);
                var fewProfile = profile(fewKeelson, directory.resolve("api-few.jfr"));
                var manyProfile = profile(manyKeelson, directory.resolve("api-many.jfr"));
                rounds(postgres, fewSide, manySide, requests);
                System.out.println(machine.describe("bench/api"));
                System.out.println(report.text(options, few, many, fewKeelson.errors() + manyKeelson.errors()));
                stop(fewKeelson, fewProfile);
                stop(manyKeelson, manyProfile);
            }
        }
    }

    /** Started, filled and stopped for now. */
    private PackagedKeelson start(String name, int users, BenchPostgres postgres, FakeVendors vendors, Path directory)
            throws IOException, SQLException, InterruptedException {
        say("starting '%s' and filling its table with %,d users".formatted(name, users));
        String url = postgres.createDatabase("keelson_api_" + name);
        List<String> settings = new ArrayList<>(options.settings());
        // A process that is stopped for a minute would take its own tasks for dead ones afterwards.
        settings.add("--db-scheduler.heartbeat-interval=1h");
        settings.add("--keelson.cors.allowed-origins=" + ApiTokens.ORIGIN);
        var keelson =
                PackagedKeelson.start("api-" + name, url, postgres.user(), vendors, directory, options.jvm(), settings);
        ApiTables.fill(url, users, options.callers());
        keelson.pause();
        return keelson;
    }

    private void warm(Side side, ApiRequests requests) throws IOException, InterruptedException {
        say("warming up with %s".formatted(side.name()));
        side.keelson().resume();
        try (var load = new ApiLoad(side.keelson().port(), requests)) {
            ApiLoad.Result result = load.run(options.rate(), options.warmUp());
            if (result.refused() > 0) {
                throw new IllegalStateException("%d requests were refused".formatted(result.refused()));
            }
        }
        side.keelson().pause();
    }

    private void rounds(BenchPostgres postgres, Side few, Side many, ApiRequests requests)
            throws IOException, InterruptedException {
        for (int round = 0; round < options.rounds(); round++) {
            // Neither is always the one that comes second.
            List<Side> sides = round % 2 == 0 ? List.of(few, many) : List.of(many, few);
            for (Side side : sides) {
                side.keelson().resume();
                // Connected anew: the server does not keep a connection for as long as the other's turn takes.
                try (var load = new ApiLoad(side.keelson().port(), requests)) {
                    load.run(options.rate(), SETTLE);
                    measure(side, load, postgres);
                }
                side.keelson().pause();
            }
        }
    }

    private void measure(Side side, ApiLoad load, BenchPostgres postgres) throws IOException, InterruptedException {
        var usage = new ProcessUsage(postgres.pid(), side.keelson().pid());
        ApiLoad.Result result = load.run(options.rate(), options.seconds());
        double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        report.add(side.name(), result, usage.sinceThen(), average);
        say("%s: p95 %.2f ms, load average %.2f"
                .formatted(side.name(), result.all().millis(95), average));
    }

    /** Processor time from its making on. */
    private record ProcessUsage(long postgres, long keelson, Duration postgresBefore, Duration keelsonBefore) {
        ProcessUsage(long postgres, long keelson) throws IOException {
            this(postgres, keelson, ProcessTime.ofFamily(postgres), ProcessTime.of(keelson));
        }

        ApiReport.Cpu sinceThen() throws IOException {
            return new ApiReport.Cpu(
                    ProcessTime.of(keelson).minus(keelsonBefore),
                    ProcessTime.ofFamily(postgres).minus(postgresBefore));
        }
    }

    private @Nullable JavaProfile profile(PackagedKeelson keelson, Path file) throws IOException {
        if (!options.profile()) {
            return null;
        }
        keelson.resume();
        var profile = JavaProfile.start(keelson.pid(), file);
        keelson.pause();
        return profile;
    }

    private static void stop(PackagedKeelson keelson, @Nullable JavaProfile profile) throws IOException {
        keelson.resume();
        if (profile != null) {
            System.out.println(profile.stop());
        }
    }

    private static void say(String what) {
        System.err.println("# " + what);
    }
}
