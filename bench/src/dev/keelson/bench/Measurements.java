package dev.keelson.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, each under its name, once a round; printed as Markdown with median and spread. */
final class Measurements {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    void add(String name, String unit, double value) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        units.put(name, unit);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    double median(String name) {
        return median(of(name));
    }

    double worst(String name) {
        return of(name).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The ratio of each round, because what slows the machine slows both sides of a round. */
    List<Double> ratios(String numerator, String denominator) {
        List<Double> ratios = new ArrayList<>();
        int rounds = Math.min(of(numerator).size(), of(denominator).size());
        for (int i = 0; i < rounds; i++) {
            ratios.add(of(numerator).get(i) / of(denominator).get(i));
        }
        return ratios;
    }

    String table() {
        var table = new StringBuilder("| measured | median | min – max | unit |\n|---|---:|---:|---|\n");
        values.forEach((name, all) -> table.append(
                "| %s | %s | %s | %s |%n".formatted(name, number(median(all)), spread(all), units.get(name))));
        return table.toString();
    }

    static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static String spread(List<Double> all) {
        var summary = all.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return number(summary.getMin()) + " – " + number(summary.getMax());
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private List<Double> of(String name) {
        return values.getOrDefault(name, List.of());
    }
}
