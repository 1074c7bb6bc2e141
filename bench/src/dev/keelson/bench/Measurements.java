package dev.keelson.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured: rows of what was done, each with some of the columns, each with a value a round. */
final class Measurements {
    /** What is measured of a row; the heading says the unit. */
    enum Column {
        PER_SECOND("a second"),
        P50("p50 ms"),
        P99("p99 ms"),
        MAX("max ms"),
        KEELSON("CPU µs each: Keelson"),
        POSTGRES("PostgreSQL"),
        LOAD("load"),
        HANDLED("handled a second"),
        WAITING("left waiting"),
        FETCHED("asked of Stripe"),
        REFUSED("not 200"),
        FAILED("failed attempts");

        private final String heading;

        Column(String heading) {
            this.heading = heading;
        }
    }

    private final Map<String, Map<Column, List<Double>>> rows = new LinkedHashMap<>();

    void add(String row, Column column, double value) {
        rows.computeIfAbsent(row, _ -> new EnumMap<>(Column.class))
                .computeIfAbsent(column, _ -> new ArrayList<>())
                .add(value);
    }

    /** The values of all rounds; none where it was not measured. */
    List<Double> of(String row, Column column) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
    }

    double median(String row, Column column) {
        return median(of(row, column));
    }

    /** Over all rows and rounds. */
    double sum(Column column) {
        return rows.values().stream()
                .flatMap(row -> row.getOrDefault(column, List.of()).stream())
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Round by round, because what slows the machine slows both sides of a round. */
    List<Double> ratios(String numerator, String denominator) {
        List<Double> above = of(numerator, Column.PER_SECOND);
        List<Double> below = of(denominator, Column.PER_SECOND);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios;
    }

    /** Markdown, with the median of the rounds and, where there are several, the least and the most. */
    String table() {
        List<Column> columns = List.of(Column.values());
        var table = new StringBuilder("| ");
        columns.forEach(column -> table.append(" | ").append(column.heading));
        table.append(" |\n|---").append("|---:".repeat(columns.size())).append("|\n");
        rows.forEach((name, row) -> table.append("| ")
                .append(name)
                .append(columns.stream()
                        .map(column -> " | " + withSpread(row.getOrDefault(column, List.of())))
                        .collect(Collectors.joining()))
                .append(" |\n"));
        return table.toString();
    }

    static double median(List<Double> all) {
        if (all.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = all.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static String withSpread(List<Double> all) {
        if (all.isEmpty()) {
            return "";
        }
        var summary = all.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        String median = number(median(all));
        return summary.getMin() == summary.getMax()
                ? median
                : "%s (%s–%s)".formatted(median, number(summary.getMin()), number(summary.getMax()));
    }

    static String number(double value) {
        boolean whole = value == Math.rint(value);
        int decimals = whole || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
