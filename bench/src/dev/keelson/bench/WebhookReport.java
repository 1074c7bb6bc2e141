package dev.keelson.bench;

import static dev.keelson.bench.WebhookRounds.handled;
import static dev.keelson.bench.WebhookRounds.inserted;
import static dev.keelson.bench.WebhookRounds.received;

import java.sql.SQLException;
import java.util.List;

/** Prints what was measured, under which conditions, and whether it is what we want. */
final class WebhookReport {
    private final BenchOptions options;
    private final BenchPostgres postgres;
    private final Measurements measured;

    WebhookReport(BenchOptions options, BenchPostgres postgres, Measurements measured) {
        this.options = options;
        this.postgres = postgres;
        this.measured = measured;
    }

    void print() throws SQLException {
        System.out.println(options);
        System.out.println(postgres.settings());
        System.out.println();
        System.out.println(measured.table());
        for (int connections : List.of(64, 256)) {
            ratio("(a) / (b) at " + connections, received(connections), inserted(connections), 0.9);
        }
        ratio("(c) / (a) at 64", handled(), received(64), 0.5);
    }

    private void ratio(String name, String numerator, String denominator, double goal) {
        if (!measured.has(numerator) || !measured.has(denominator)) {
            return;
        }
        List<Double> ratios = measured.ratios(numerator, denominator);
        double median = Measurements.median(ratios);
        System.out.printf(
                "%s: %.2f (%s), goal %.2f: %s%n",
                name, median, Measurements.spread(ratios), goal, median >= goal ? "met" : "missed");
    }
}
