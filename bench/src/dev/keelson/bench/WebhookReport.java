package dev.keelson.bench;

import static dev.keelson.bench.WebhookRounds.received;

import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what was measured, under which conditions, and whether it is what we want. Markdown, for {@code bench/README.md}. */
final class WebhookReport {
    private static final String NOTES = """
            * **(a), workers off**: an instance with `keelson.webhooks.workers=0` takes signed `customer.subscription.*` events of \
            3 KB over HTTP and answers when they are durable. Latency: from the last answer on the connection to the whole next one.
            * **(b)**: `pgbench -M prepared`, one insert a transaction into a copy of the same table, with the same columns, key and \
            body, the body as a parameter. It keeps no list of ids already seen and no queue of work, which (a) does.
            * **(a), workers on**: an instance as in production; it handles what it takes, and both share the machine.
            * **(c)**: events that were stored before, handled by `SubscriptionHandler` with nothing arriving: each changes a \
            subscription of one of the users (`--subscriptions`, 20,000), 1 in 20 also the user's plan, and those that tie have to \
            be fetched from Stripe. From the start of the workers to the last attempt.
            * **(d)**: one event at a time, 20 ms apart. *Visible*: from the answer until another session sees the new row, \
            read every 0.2 ms. *received_at to finished_at*: from the first line of the entrance to the end of the \
            handler, before its commit.
            * **(e)**: half of what (a) had at 64 connections, evenly, while a `repeatable read` transaction is held open; its \
            latencies count from when a request was due.
            * CPU: processor time of all of PostgreSQL's processes, of the application, and of the load, divided by requests. Load, \
            PostgreSQL and application share the processors. Before each measurement the inbox's tables and pgbench's are \
            emptied, vacuumed and checkpointed; two instances stay warm all the time, and the one not measured is stopped.
            """;

    private final BenchOptions options;
    private final Machine machine;
    private final WebhookRig rig;
    private final Measurements measured;
    private final SustainedLoad.@Nullable Result sustained;
    private final StringBuilder goals = new StringBuilder();

    WebhookReport(
            BenchOptions options,
            Machine machine,
            WebhookRig rig,
            Measurements measured,
            SustainedLoad.@Nullable Result sustained) {
        this.options = options;
        this.machine = machine;
        this.rig = rig;
        this.measured = measured;
        this.sustained = sustained;
    }

    String text() throws IOException, SQLException {
        var text = new StringBuilder(machine.describe("bench/webhooks"));
        text.append(settings()).append("\n\n").append(measured.table()).append('\n');
        if (sustained != null) {
            text.append(windows(sustained)).append('\n');
        }
        goals();
        text.append("| goal | measured | |\n|---|---:|---|\n").append(goals).append('\n');
        return text.append(NOTES).toString();
    }

    private String settings() throws SQLException, IOException {
        String server = rig.postgres().settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
        return """

                PostgreSQL, as `show` tells it: `%s`; %s. Keelson: `java %s -jar %s %s`. %d rounds, %d s each, after %d s of \
                warm-up of each instance. %s %% of the events tie with the one before them.""".formatted(
                        server,
                        PgBench.version(),
                        String.join(" ", options.jvm()),
                        PackagedKeelson.jar().getFileName(),
                        String.join(" ", options.settings()),
                        options.rounds(),
                        options.seconds().toSeconds(),
                        options.warmUp().toSeconds(),
                        Measurements.number(options.ties() * 100));
    }

    private static String windows(SustainedLoad.Result sustained) {
        var text = new StringBuilder("| (e) arrived in second | events | lag p50 ms | p99 ms | max ms |\n")
                .append("|---|---:|---:|---:|---:|\n");
        for (var window : sustained.windows()) {
            text.append("| from %s | %d | %s | %s | %s |\n"
                    .formatted(
                            Measurements.number(window.second()),
                            window.events(),
                            Measurements.number(window.p50()),
                            Measurements.number(window.p99()),
                            Measurements.number(window.max())));
        }
        return text.toString();
    }

    private void goals() throws IOException {
        for (int connections : List.of(64, 256)) {
            ratio(
                    "(a) ≥ 0.9 × (b) at %d connections, workers off".formatted(connections),
                    received(connections),
                    WebhookRounds.inserted(connections),
                    0.9);
            below(
                    "(a) p99 < 40 ms at %d connections, workers off".formatted(connections),
                    received(connections),
                    99,
                    40);
        }
        ratio("(c) ≥ 0.5 × (a) at 64 connections, workers off", WebhookRounds.HANDLED, received(64), 0.5);
        below("(d) p50 < 15 ms, acknowledged to visible", IdleLatency.ROW, 50, 15);
        if (sustained != null) {
            goal("(e) no backlog", sustained.waiting() + " waiting at the end", sustained.isWithoutBacklog());
            goal("(e) flat latency", "see the windows", sustained.isFlat());
        }
        double failed = measured.sum(Column.FAILED) + measured.sum(Column.REFUSED);
        goal("no request refused, no attempt failed", Measurements.number(failed), failed == 0);
        long errors = rig.errors() - rig.errorsInWarmUp();
        goal(
                "no error in the application's logs",
                "%d (and %d in the warm-up)".formatted(errors, rig.errorsInWarmUp()),
                errors == 0);
    }

    private void ratio(String name, String numerator, String denominator, double least) {
        List<Double> ratios = measured.ratios(numerator, denominator);
        if (!ratios.isEmpty()) {
            goal(name, Measurements.withSpread(ratios), Measurements.median(ratios) >= least);
        }
    }

    private void below(String name, String row, int percentile, double millis) {
        List<Double> all = measured.of(row, percentile == 99 ? Column.P99 : Column.P50);
        if (!all.isEmpty()) {
            goal(name, Measurements.withSpread(all) + " ms", Measurements.median(all) < millis);
        }
    }

    private void goal(String name, String value, boolean met) {
        goals.append("| %s | %s | %s |\n".formatted(name, value, met ? "met" : "**missed**"));
    }
}
