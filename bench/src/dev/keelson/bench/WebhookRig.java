package dev.keelson.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the measurements are made with. Of the two instances of the application the one that is not measured is stopped
 * (SIGSTOP), so that it costs nothing and stays warm.
 *
 * @param receiver the application without workers: it stores, and does nothing else
 * @param whole the application as in production
 * @param warmUpErrors what was logged as an error before the measurements
 */
record WebhookRig(
        PackagedKeelson receiver,
        PackagedKeelson whole,
        BenchPostgres postgres,
        InboxTables tables,
        FakeVendors vendors,
        SubscriptionEvents events,
        SignedRequests requests,
        PgBench pgbench,
        AtomicLong warmUpErrors)
        implements AutoCloseable {

    private static final int WARM_UP_CONNECTIONS = 64;
    private static final int WARM_UP_RATE = 10_000;
    /** A first plan concerns other modules, too: no vendor's customers all get one in the same second. */
    private static final int FIRST_PLANS_RATE = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static WebhookRig start(
            BenchOptions options,
            Path directory,
            BenchPostgres postgres,
            FakeVendors vendors,
            SubscriptionEvents events)
            throws IOException, SQLException, InterruptedException {
        say("starting two instances of " + PackagedKeelson.jar().getFileName() + ", logs in " + directory);
        List<String> alone = new ArrayList<>(options.settings());
        alone.add("--keelson.webhooks.workers=0");
        var receiver = PackagedKeelson.start("receiver", postgres, vendors, directory, options.jvm(), alone);
        var tables = new InboxTables(postgres);
        tables.awaitCatalogue(SubscriptionEvents.TIERS);
        tables.addCustomers(events.subscriptions());
        var whole = PackagedKeelson.start("whole", postgres, vendors, directory, options.jvm(), options.settings());
        var requests = new SignedRequests(events);
        var pgbench = new PgBench(postgres, directory, events.body(events.nextInOrder()));
        pgbench.makeTable();
        receiver.pause();
        var rig =
                new WebhookRig(receiver, whole, postgres, tables, vendors, events, requests, pgbench, new AtomicLong());
        rig.warmUp(options);
        return rig;
    }

    /** Only the receiver runs. */
    void onlyReceiver() throws IOException {
        whole.pause();
        receiver.resume();
    }

    /** Only the whole application runs. */
    void onlyWhole() throws IOException {
        receiver.pause();
        whole.resume();
    }

    void neither() throws IOException {
        receiver.pause();
        whole.pause();
    }

    /** Stores so many events through the receiver, for others to handle. */
    void store(int count) throws IOException {
        onlyReceiver();
        requests.write(count, events::next);
        var stored = HttpLoad.asFastAsItGoes(receiver.port(), requests, WARM_UP_CONNECTIONS, PATIENCE);
        if (stored.answered() != count) {
            throw new IllegalStateException("%d of %d were acknowledged".formatted(stored.answered(), count));
        }
    }

    /** Empties the inbox; what is in it is handled by nobody. */
    void forget() throws SQLException, InterruptedException {
        tables.reset();
        requests.takeBack();
    }

    private void warmUp(BenchOptions options) throws IOException, SQLException, InterruptedException {
        say("giving every customer a subscription, and with it a plan");
        requests.write(events.subscriptions(), events::nextInOrder);
        HttpLoad.paced(whole.port(), requests, WARM_UP_CONNECTIONS, FIRST_PLANS_RATE, PATIENCE);
        tables.awaitEmpty(PATIENCE);
        say("warming up: %d s each".formatted(options.warmUp().toSeconds()));
        int count = Math.toIntExact(WARM_UP_RATE * options.warmUp().toSeconds());
        requests.write(count, events::next);
        HttpLoad.asFastAsItGoes(whole.port(), requests, WARM_UP_CONNECTIONS, options.warmUp());
        tables.awaitEmpty(PATIENCE);
        tables.awaitListeners();
        whole.pause();
        receiver.resume();
        requests.write(count, events::next);
        HttpLoad.asFastAsItGoes(receiver.port(), requests, WARM_UP_CONNECTIONS, options.warmUp());
        forget();
        warmUpErrors.set(errors());
    }

    long errorsInWarmUp() {
        return warmUpErrors.get();
    }

    /** What both instances have logged as errors. */
    long errors() throws IOException {
        return receiver.errors() + whole.errors();
    }

    static void say(String what) {
        System.err.println("# " + what);
    }

    @Override
    public void close() throws IOException, SQLException {
        tables.close();
        receiver.close();
        whole.close();
    }
}
