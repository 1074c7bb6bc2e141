package dev.keelson.bench.faults;

import dev.keelson.bench.faults.Senders.Manner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What all scenarios share: the history, a database in which nothing has happened yet, and what the history leaves behind when
 * nothing goes wrong.
 */
final class Stage {
    private static final int USERS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long AGE = 86_400;

    private final FaultOptions options;
    private final Path directory;
    private final History history;
    private final Cluster template;
    private final Map<Integer, FinalState> references = new HashMap<>();

    private Stage(FaultOptions options, Path directory, History history, Cluster template) {
        this.options = options;
        this.directory = directory;
        this.history = history;
        this.template = template;
    }

    /** Makes the database, has the application migrate it and read its catalogue, and adds the users. */
    static Stage build(FaultOptions options, Path directory) throws Exception {
        var history = new History(
                options.seed(),
                USERS,
                options.events(),
                options.ties(),
                Instant.now().getEpochSecond() - AGE);
        Files.createDirectories(directory);
        var template = Cluster.create(directory.resolve("template"));
        var stage = new Stage(options, directory, history, template);
        try (var stripe = FlakyStripe.start(history, 0, options.seed());
                var node = new Node("first", template.port(), stripe.url(), directory)) {
            node.launch();
            node.awaitReady();
            stage.addUsers();
            stage.awaitCatalogue();
            if (!node.stop()) {
                throw new IllegalStateException("the application did not end on SIGTERM");
            }
        }
        template.stop();
        return stage;
    }

    FaultOptions options() {
        return options;
    }

    Path directory() {
        return directory;
    }

    History history() {
        return history;
    }

    /** Stopped: only to be copied. */
    Cluster template() {
        return template;
    }

    /** The tables after so many events. */
    FinalState reference(int events) {
        return Objects.requireNonNull(references.get(events), "no run without faults had so many events");
    }

    /** Delivers the events in order, once, without any fault, and keeps what that leaves after each of these numbers of them. */
    void makeReferences(Iterable<Integer> sizes) throws Exception {
        var ordered = new TreeSet<Integer>();
        sizes.forEach(ordered::add);
        var cluster = template.copy(directory.resolve("reference"), Map.of());
        cluster.start();
        try (cluster;
                var stripe = FlakyStripe.start(history, 0, options.seed());
                var node = new Node("reference", cluster.port(), stripe.url(), directory)) {
            node.launch();
            node.awaitReady();
            int from = 0;
            for (int size : ordered) {
                deliver(node, stripe, from, size);
                awaitQuiet(cluster);
                try (var connection = cluster.connect()) {
                    references.put(size, FinalState.read(connection));
                }
                from = size;
            }
        }
        FaultBench.discard(cluster.data());
    }

    private void deliver(Node node, FlakyStripe stripe, int from, int to) throws InterruptedException {
        // One sender, so that the next event leaves when the one before is answered.
        try (var senders = new Senders(
                stripe, List.of(node), history.first(to).subList(from, to), Manner.ONCE, Double.MAX_VALUE, 1, 0)) {
            senders.start();
            if (!senders.await(PATIENCE) || senders.acknowledged().size() != to - from) {
                throw new IllegalStateException("the run without faults acknowledged %d of %d events"
                        .formatted(senders.acknowledged().size(), to - from));
            }
        }
    }

    private static void awaitQuiet(Cluster cluster) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        try (var connection = cluster.connect()) {
            while (Judge.count(
                            connection,
                            "select (select count(*) from webhook_work) + (select count(*) from event_publication)")
                    > 0) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException("the run without faults does not come to rest");
                }
                Thread.sleep(50);
            }
        }
    }

    private void addUsers() throws SQLException {
        try (var connection = template.connect();
                var insert = connection.prepareStatement("""
                        insert into users (id, clerk_id, email, authz_changed_at, created_at, updated_at)
                        values (?::uuid, ?, ?, now(), now(), now())
                        """)) {
            for (int user = 0; user < USERS; user++) {
                insert.setString(1, History.userId(user));
                insert.setString(2, "user_faults" + user);
                insert.setString(3, "user%d@example.com".formatted(user));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void awaitCatalogue() throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        try (var connection = template.connect()) {
            while (Judge.count(connection, "select count(*) from products") < History.TIERS.size()
                    || Judge.count(connection, "select count(*) from prices") < History.TIERS.size()) {
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException("the catalogue was not imported");
                }
                Thread.sleep(50);
            }
        }
    }
}
