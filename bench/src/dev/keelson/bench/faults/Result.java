package dev.keelson.bench.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a scenario ended.
 *
 * @param name of the scenario
 * @param faults what was broken, and how often
 * @param acknowledged events that were answered with 200
 * @param answers how often what was answered
 * @param duplicates deliveries that the inbox had already
 * @param lost acknowledged events that are not stored, or not handled
 * @param twice events that were stored or handled more than once
 * @param dead events that were given up
 * @param differences rows that are not as Stripe or the run without faults says
 * @param firstAnswer from the end of the last fault to the first 200 for an event that had none
 * @param backlog from the end of the last fault until everything was handled that had arrived by then
 * @param notes more that was measured
 * @param violations broken promises: empty where all is well
 */
record Result(
        String name,
        String faults,
        int acknowledged,
        String answers,
        int duplicates,
        int lost,
        int twice,
        int dead,
        int differences,
        Optional<Duration> firstAnswer,
        Optional<Duration> backlog,
        List<String> notes,
        List<String> violations) {

    static Result notRun(String name, String why) {
        return new Result(
                name,
                "not run: " + why,
                0,
                "",
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    static Result broken(String name, List<String> violations) {
        return new Result(
                name,
                "broke off",
                0,
                "",
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.copyOf(violations));
    }

    boolean isGood() {
        return violations.isEmpty();
    }

    static String heading() {
        return """
                | scenario | broken | acknowledged | answers | duplicates | lost | twice | dead | differences | first 200 | backlog handled |
                |---|---|---:|---|---:|---:|---:|---:|---:|---:|---:|""";
    }

    String line() {
        return "| %s | %s | %,d | %s | %,d | %d | %d | %d | %d | %s | %s |"
                .formatted(
                        name,
                        faults,
                        acknowledged,
                        answers,
                        duplicates,
                        lost,
                        twice,
                        dead,
                        differences,
                        seconds(firstAnswer),
                        seconds(backlog));
    }

    private static String seconds(Optional<Duration> duration) {
        return duration.map(d -> "%.1f s".formatted(d.toMillis() / 1e3)).orElse("–");
    }
}
