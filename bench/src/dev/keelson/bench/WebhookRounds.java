package dev.keelson.bench;

import static dev.keelson.bench.WebhookRig.say;

import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The measurements, interleaved in rounds, so that what the machine does meanwhile hits all of them alike. */
final class WebhookRounds {
    /** More than either side can do, so that a measurement ends by its time. */
    private static final int MOST_PER_SECOND = 20_000;

    private static final double MARGIN = 1.5;
    private static final int CEILING_CONNECTIONS = 64;
    private static final int CEILING_REQUESTS = 100_000;
    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    static final String HANDLED = "(c) stored before, then handled";
    private static final String CEILING = "the load alone, against a server that does nothing, 64 connections";

    private final BenchOptions options;
    private final WebhookRig rig;
    private final Measurements measured = new Measurements();

    WebhookRounds(BenchOptions options, WebhookRig rig) {
        this.options = options;
        this.rig = rig;
    }

    Measurements run() throws IOException, SQLException, InterruptedException {
        ceiling();
        for (int round = 1; round <= options.rounds(); round++) {
            for (int connections : options.connections()) {
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

    private void receive(int connections) throws IOException, SQLException, InterruptedException {
        rig.onlyReceiver();
        var load = load(rig.receiver(), received(connections), connections);
        long stored = rig.tables().stored();
        if (stored < load.answered()) {
            throw new IllegalStateException("acknowledged %d, stored %d".formatted(load.answered(), stored));
        }
        rig.forget();
    }

    private void insert(int connections) throws IOException, SQLException, InterruptedException {
        rig.neither();
        String row = inserted(connections);
        var usage = new Usage(rig.postgres(), null);
        var result = rig.pgbench().run(connections, options.seconds());
        measured.add(row, Column.PER_SECOND, result.perSecond());
        latencies(row, result.latencies());
        usage.addTo(measured, row, result.latencies().count());
        rig.tables().reset();
    }

    private void receiveAndHandle(int connections) throws IOException, SQLException, InterruptedException {
        rig.onlyWhole();
        String row = receivedAndHandled(connections);
        var load = load(rig.whole(), row, connections);
        var outcomes = rig.tables().outcomes();
        measured.add(row, Column.HANDLED, outcomes.handled() / load.seconds());
        measured.add(row, Column.WAITING, (double) rig.tables().waiting());
        measured.add(row, Column.FAILED, (double) outcomes.others());
        awaitEmpty();
        rig.tables().reset();
    }

    private void awaitEmpty() throws SQLException, InterruptedException {
        if (!rig.tables().awaitEmpty(PATIENCE)) {
            throw new IllegalStateException(rig.tables().waiting() + " events were not handled in " + PATIENCE);
        }
    }

    private void handle() throws IOException, SQLException, InterruptedException {
        rig.store(options.events());
        rig.receiver().pause();
        long fetches = rig.vendors().fetches();
        var usage = new Usage(rig.postgres(), rig.whole());
        if (options.profile()) {
            rig.tables().resetStatements();
        }
        Instant start = Instant.now();
        rig.whole().resume();
        awaitEmpty();
        double seconds = Duration.between(start, rig.tables().lastAttempt()).toMillis() / 1e3;
        measured.add(HANDLED, Column.PER_SECOND, options.events() / seconds);
        usage.addTo(measured, HANDLED, options.events());
        if (options.profile()) {
            say(HANDLED + ": " + rig.tables().statements(options.events()));
        }
        measured.add(HANDLED, Column.FETCHED, (double) (rig.vendors().fetches() - fetches));
        measured.add(HANDLED, Column.FAILED, (double) rig.tables().outcomes().others());
        rig.tables().reset();
    }

    private HttpLoad.Result load(PackagedKeelson keelson, String row, int connections)
            throws IOException, InterruptedException {
        List<Double> before = measured.of(row, Column.PER_SECOND);
        double perSecond = before.isEmpty() ? MOST_PER_SECOND : MARGIN * before.getLast();
        rig.requests().write((int) (options.seconds().toSeconds() * perSecond), rig.events()::next);
        Thread.sleep(SETTLE);
        var usage = new Usage(rig.postgres(), keelson);
        var load = HttpLoad.asFastAsItGoes(keelson.port(), rig.requests(), connections, options.seconds());
        usage.addTo(measured, row, load.answered());
        measured.add(row, Column.PER_SECOND, load.perSecond());
        latencies(row, load.latencies());
        measured.add(row, Column.LOAD, load.cpuMicros());
        measured.add(row, Column.REFUSED, load.refused());
        return load;
    }

    /** What the load can do at most, against a server in this process that does nothing. */
    private void ceiling() throws IOException {
        rig.neither();
        rig.requests().write(CEILING_REQUESTS, rig.events()::next);
        try (var server = TrivialServer.start(rig.requests().length())) {
            var load = HttpLoad.asFastAsItGoes(server.port(), rig.requests(), CEILING_CONNECTIONS, PATIENCE);
            measured.add(CEILING, Column.PER_SECOND, load.perSecond());
            latencies(CEILING, load.latencies());
            measured.add(CEILING, Column.LOAD, load.cpuMicros());
        }
        rig.requests().takeBack();
    }

    private void latencies(String row, Latencies latencies) {
        measured.add(row, Column.P50, latencies.millis(50));
        measured.add(row, Column.P99, latencies.millis(99));
        measured.add(row, Column.MAX, latencies.millis(100));
    }
}
