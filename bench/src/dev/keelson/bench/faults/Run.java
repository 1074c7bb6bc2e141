package dev.keelson.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What one scenario runs with: a database of its own, nodes, senders, a vendor, and somebody who watches. */
final class Run implements AutoCloseable {
    private static final int SENDERS = 48;

    private final Scenario scenario;
    private final Stage stage;
    private final int events;
    private final Path directory;
    private final Cluster cluster;
    private final FlakyStripe stripe;
    private final @Nullable TcpFaultProxy proxy;
    private final List<Node> nodes = new ArrayList<>();
    private final Senders senders;
    private final Observer observer;
    private final RandomGenerator random;
    private final Map<String, Integer> faults = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Instant over = Instant.EPOCH;

    private Run(Scenario scenario, Stage stage) throws IOException {
        this.scenario = scenario;
        this.stage = stage;
        var options = stage.options();
        this.events = scenario.events(options);
        this.directory = Files.createDirectories(stage.directory().resolve(scenario.name()));
        this.random = new SplittableRandom(options.seed() ^ scenario.name().hashCode());
        this.cluster = stage.template().copy(directory.resolve("postgres"), scenario.databaseSettings());
        this.stripe = FlakyStripe.start(stage.history(), options.failing(), random.nextLong());
        this.proxy = scenario.throughProxy() ? TcpFaultProxy.start(cluster.port()) : null;
        int databasePort = proxy == null ? cluster.port() : proxy.port();
        for (int i = 0; i < scenario.nodes(); i++) {
            nodes.add(new Node("node-" + (char) ('a' + i), databasePort, stripe.url(), directory));
        }
        this.senders = new Senders(
                stripe,
                nodes,
                stage.history().deliveries(events, new SplittableRandom(random.nextLong())),
                scenario.manner(),
                scenario.perSecond(options),
                SENDERS,
                random.nextLong());
        this.observer = new Observer(cluster, senders, nodes);
    }

    /** Starts everything; the senders begin when all nodes are ready. */
    static Run start(Scenario scenario, Stage stage) throws Exception {
        var run = new Run(scenario, stage);
        try {
            run.start();
            return run;
        } catch (Exception | Error e) {
            run.close();
            throw e;
        }
    }

    private void start() throws Exception {
        scenario.prepareDisk(this);
        cluster.start();
        try (var connection = cluster.connect()) {
            CountedFailures.watch(connection);
        }
        scenario.prepareDatabase(this);
        for (Node node : nodes) {
            node.launch();
        }
        for (Node node : nodes) {
            node.awaitReady();
        }
        observer.start();
        senders.start();
    }

    Scenario scenario() {
        return scenario;
    }

    Stage stage() {
        return stage;
    }

    /** How many of the history's events are delivered. */
    int events() {
        return events;
    }

    Path directory() {
        return directory;
    }

    Cluster cluster() {
        return cluster;
    }

    FlakyStripe stripe() {
        return stripe;
    }

    TcpFaultProxy proxy() {
        return Objects.requireNonNull(proxy, "this scenario has none");
    }

    Node node() {
        return nodes.getFirst();
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    Senders senders() {
        return senders;
    }

    Observer observer() {
        return observer;
    }

    RandomGenerator random() {
        return random;
    }

    /** Something was broken. */
    void fault(String kind) {
        faults.merge(kind, 1, Integer::sum);
    }

    Map<String, Integer> faults() {
        return faults;
    }

    /** Something that the reader of the table wants to know. */
    void note(String note) {
        notes.add(note);
    }

    List<String> notes() {
        return notes;
    }

    /** A promise was broken, or the scenario did not do what it is for. */
    void violation(String what) {
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    /** From now on nothing is broken any more. */
    void over() {
        over = Instant.now();
        senders.mark();
    }

    /** When that was. */
    Instant wasOver() {
        return over;
    }

    Duration sinceOver() {
        return Duration.between(over, Instant.now());
    }

    @Override
    public void close() {
        senders.close();
        observer.close();
        nodes.forEach(Node::close);
        if (proxy != null) {
            proxy.close();
        }
        stripe.close();
        cluster.close();
    }
}
