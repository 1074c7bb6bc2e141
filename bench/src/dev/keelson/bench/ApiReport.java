package dev.keelson.bench;

import static dev.keelson.bench.Measurements.median;
import static dev.keelson.bench.Measurements.withSpread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What was measured of the API, as Markdown. */
final class ApiReport {
    private static final double GOAL_MILLIS = 50;
    private static final double GOAL_RATIO = 1.2;

    /** What the others used of the processors meanwhile. */
    record Cpu(Duration keelson, Duration postgres) {}

    private record Round(ApiLoad.Result result, Cpu cpu, double load) {
        double share(Duration time) {
            return 100 * time.toNanos() / 1e9 / result.seconds();
        }
    }

    private final Map<String, List<Round>> sides = new LinkedHashMap<>();

    void add(String side, ApiLoad.Result result, Cpu cpu, double load) {
        sides.computeIfAbsent(side, _ -> new ArrayList<>()).add(new Round(result, cpu, load));
    }

    String text(ApiOptions options, String few, String many, long errors) {
        var text = new StringBuilder("""
                %d requests a second, %d rounds of %d s each after %d s of warm-up; medians, and the span of the rounds.

                | | p50 ms | p95 ms | p99 ms | max ms | not 200 | sent late | CPU %% of one processor: Keelson | PostgreSQL | the load | load average |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """.formatted(
                        options.rate(),
                        options.rounds(),
                        options.seconds().toSeconds(),
                        options.warmUp().toSeconds()));
        for (String side : List.of(few, many)) {
            for (int kind = 0; kind < ApiRequests.KINDS; kind++) {
                int index = kind;
                text.append(row(
                        ApiRequests.name(kind) + ", " + side,
                        side,
                        result -> result.latencies().get(index),
                        false));
            }
            text.append(row("both, " + side, side, ApiLoad.Result::all, true));
        }
        double p95 = Math.max(median(p95(few)), median(p95(many)));
        List<Double> ratios = ratios(few, many);
        return text.append("""

                | goal | measured | |
                |---|---:|---|
                | p95 under %.0f ms | %.2f ms | %s |
                | p95 with %s under %.1f times that with %s | %s | %s |
                | no error in the application's logs | %d | %s |
                """.formatted(
                                GOAL_MILLIS,
                                p95,
                                met(p95 < GOAL_MILLIS),
                                many,
                                GOAL_RATIO,
                                few,
                                withSpread(ratios),
                                met(median(ratios) < GOAL_RATIO),
                                errors,
                                met(errors == 0)))
                .toString();
    }

    private String row(String title, String side, Function<ApiLoad.Result, Latencies> of, boolean whole) {
        var cells = new ArrayList<String>(List.of(title));
        for (double percent : new double[] {50, 95, 99, 100}) {
            cells.add(spread(side, round -> of.apply(round.result()).millis(percent)));
        }
        if (whole) {
            cells.add(spread(side, round -> round.result().refused()));
            cells.add(spread(side, round -> round.result().lateSends()));
            cells.add(spread(side, round -> round.share(round.cpu().keelson())));
            cells.add(spread(side, round -> round.share(round.cpu().postgres())));
            cells.add(spread(side, round -> round.share(round.result().cpu())));
            cells.add(spread(side, Round::load));
        } else {
            cells.addAll(List.of("", "", "", "", "", ""));
        }
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private String spread(String side, ToDoubleFunction<Round> value) {
        return withSpread(sides.getOrDefault(side, List.of()).stream()
                .mapToDouble(value)
                .boxed()
                .toList());
    }

    private List<Double> p95(String side) {
        return sides.getOrDefault(side, List.of()).stream()
                .map(round -> round.result().all().millis(95))
                .toList();
    }

    /** Round by round, because what slows the machine slows both sides of a round. */
    private List<Double> ratios(String few, String many) {
        List<Double> below = p95(few);
        List<Double> above = p95(many);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(below.size(), above.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios;
    }

    private static String met(boolean met) {
        return met ? "met" : "**missed**";
    }
}
