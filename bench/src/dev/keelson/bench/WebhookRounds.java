package dev.keelson.bench;

import static dev.keelson.bench.WebhookRig.say;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The measurements, interleaved in rounds, so that what the machine does meanwhile hits all of them alike. */
final class WebhookRounds {
    static final List<Integer> CONNECTIONS = List.of(16, 64, 256);

    /** More than either side can do, so that a measurement ends by its time. */
    private static final int MOST_PER_SECOND = 20_000;

    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final BenchOptions options;
    private final WebhookRig rig;
    private final Measurements measured = new Measurements();

    WebhookRounds(BenchOptions options, WebhookRig rig) {
        this.options = options;
        this.rig = rig;
    }

    Measurements run() throws IOException, SQLException, InterruptedException {
        for (int round = 1; round <= options.rounds(); round++) {
            for (int connections : CONNECTIONS) {
                say("round %d, %d connections".formatted(round, connections));
                if (options.measures("a")) {
                    receive(connections);
                }
                if (options.measures("b")) {
                    insert(connections);
                }
                if (options.measures("a")) {
                    receiveAndHandle(connections);
                }
            }
            if (options.measures("c")) {
                say("round %d, handling".formatted(round));
                handle();
            }
            if (options.measures("d")) {
                say("round %d, idle".formatted(round));
                new IdleLatency(rig, measured).measure();
            }
        }
        return measured;
    }

    static String received(int connections) {
        return "(a) acknowledged, workers off, %d connections".formatted(connections);
    }

    static String inserted(int connections) {
        return "(b) pgbench, %d clients".formatted(connections);
    }

    static String receivedAndHandled(int connections) {
        return "(a) acknowledged, workers on, %d connections".formatted(connections);
    }

    static String handled() {
        return "(c) handled, nothing arriving";
    }

    private void receive(int connections) throws IOException, SQLException, InterruptedException {
        rig.onlyReceiver();
        var load = load(rig.receiver(), received(connections), connections);
        if (rig.tables().stored() != load.answered()) {
            throw new IllegalStateException("acknowledged %d, stored %d"
                    .formatted(load.answered(), rig.tables().stored()));
        }
        rig.tables().reset();
    }

    private void insert(int connections) throws IOException, SQLException, InterruptedException {
        rig.neither();
        String name = inserted(connections);
        Duration database = ProcessTime.ofFamily(rig.postgres().pid());
        var result = rig.pgbench().run(connections, options.seconds());
        int count = result.latencies().count();
        measured.add(name, "transactions/s", result.perSecond());
        latencies(name, result.latencies());
        cpu(name + ": PostgreSQL", ProcessTime.ofFamily(rig.postgres().pid()).minus(database), count);
        rig.tables().reset();
    }

    private void receiveAndHandle(int connections) throws IOException, SQLException, InterruptedException {
        rig.onlyWhole();
        String name = receivedAndHandled(connections);
        var load = load(rig.whole(), name, connections);
        var outcomes = rig.tables().outcomes();
        measured.add(name + ": handled meanwhile", "events/s", outcomes.handled() / load.seconds());
        measured.add(name + ": left waiting", "events", (double) rig.tables().waiting());
        rig.whole().pause();
        expectNoFailures(outcomes);
        // What a paused worker holds would keep the tables from being emptied.
        rig.whole().resume();
        rig.tables().reset();
    }

    private void handle() throws IOException, SQLException, InterruptedException {
        rig.neither();
        rig.tables().reset();
        rig.store(options.events());
        rig.receiver().pause();
        long fetches = rig.vendors().fetches();
        Duration database = ProcessTime.ofFamily(rig.postgres().pid());
        Duration application = ProcessTime.of(rig.whole().pid());
        Instant start = Instant.now();
        rig.whole().resume();
        if (!rig.tables().awaitEmpty(PATIENCE)) {
            throw new IllegalStateException(rig.tables().waiting() + " events were not handled in " + PATIENCE);
        }
        double seconds = Duration.between(start, rig.tables().lastAttempt()).toMillis() / 1e3;
        measured.add(handled(), "events/s", options.events() / seconds);
        cpu(handled() + ": Keelson", ProcessTime.of(rig.whole().pid()).minus(application), options.events());
        cpu(
                handled() + ": PostgreSQL",
                ProcessTime.ofFamily(rig.postgres().pid()).minus(database),
                options.events());
        measured.add(handled() + ": asked of Stripe", "calls", (double)
                (rig.vendors().fetches() - fetches));
        expectNoFailures(rig.tables().outcomes());
        rig.tables().reset();
    }

    private HttpLoad.Result load(PackagedKeelson keelson, String name, int connections)
            throws IOException, InterruptedException {
        int count = Math.toIntExact(options.seconds().toSeconds() * MOST_PER_SECOND);
        rig.requests().write(count, rig.events()::next);
        Thread.sleep(SETTLE);
        Duration database = ProcessTime.ofFamily(rig.postgres().pid());
        Duration application = ProcessTime.of(keelson.pid());
        var load = HttpLoad.asFastAsItGoes(keelson.port(), rig.requests(), connections, options.seconds());
        int requests = load.answered() + load.refused();
        measured.add(name, "requests/s", load.perSecond());
        latencies(name, load.latencies());
        measured.add(name + ": refused", "requests", load.refused());
        cpu(name + ": Keelson", ProcessTime.of(keelson.pid()).minus(application), requests);
        cpu(name + ": PostgreSQL", ProcessTime.ofFamily(rig.postgres().pid()).minus(database), requests);
        measured.add(name + ": load", "CPU µs each", load.cpuMicros());
        return load;
    }

    private void latencies(String name, Latencies latencies) {
        measured.add(name + ": p50", "ms", latencies.millis(50));
        measured.add(name + ": p99", "ms", latencies.millis(99));
        measured.add(name + ": max", "ms", latencies.millis(100));
    }

    private void cpu(String name, Duration used, int count) {
        measured.add(name, "CPU µs each", used.toNanos() / 1e3 / Math.max(1, count));
    }

    private static void expectNoFailures(InboxTables.Outcomes outcomes) {
        if (outcomes.others() > 0) {
            throw new IllegalStateException(
                    outcomes.others() + " attempts failed: the numbers would be of something else; see the logs");
        }
    }
}
