package dev.keelson.bench.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Runs the scenarios one after the other, each with a new database, and prints one table. Ends with 1 where a promise was
 * broken, with 2 where it took too long.
 */
public final class FaultBench {
    private static final Duration LONGEST = Duration.ofMinutes(25);

    private static final List<Scenario> SCENARIOS = List.of(
            new KilledApplication(),
            new KilledPostgres(),
            new TwoNodes(),
            new StoppedNode(),
            new CutConnections(),
            new ExhaustedConnections(),
            new FullDisk(),
            new FullWalDisk(),
            new LostCommits());

    private static final String NOT_TRIED = """
            Not tried: power loss and disks that lie about what they have written (killed processes lose nothing that the
            kernel has); disks that fail or corrupt; a network partition between nodes that both reach the database (nodes do not
            talk to each other, so it would show nothing); failover to a replica; clocks that jump or differ; memory that runs
            out; real vendors.""";

    private FaultBench() {}

    public static void main(String[] arguments) throws Exception {
        // What is left running would keep this process alive, and stay.
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> {
            e.printStackTrace();
            System.exit(2);
        });
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        var names = SCENARIOS.stream().map(Scenario::name).toList();
        if (List.of(arguments).contains("--help")) {
            System.out.println(FaultOptions.USAGE + System.lineSeparator() + String.join(", ", names));
            return;
        }
        var options = FaultOptions.parse(names, arguments);
        watch();
        Instant start = Instant.now();
        Path directory = Path.of(
                        "target",
                        "faults",
                        start.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", ""))
                .toAbsolutePath();
        say("seed %d, logs in %s".formatted(options.seed(), directory));
        var scenarios = SCENARIOS.stream()
                .filter(scenario -> options.only().contains(scenario.name()))
                .toList();
        say("a database, and the run without faults");
        var stage = Stage.build(options, Files.createDirectories(directory));
        stage.makeReferences(scenarios.stream()
                .filter(scenario -> !scenario.loses())
                .map(scenario -> scenario.events(options))
                .toList());
        var results = new ArrayList<Result>();
        for (Scenario scenario : scenarios) {
            results.add(run(scenario, stage));
        }
        discard(directory.resolve("template"));
        print(options, results, Duration.between(start, Instant.now()));
        System.exit(results.stream().allMatch(Result::isGood) ? 0 : 1);
    }

    private static Result run(Scenario scenario, Stage stage) throws InterruptedException {
        Instant start = Instant.now();
        String obstacle = scenario.obstacle();
        if (!obstacle.isEmpty()) {
            say("%s: not run: %s".formatted(scenario.name(), obstacle));
            return Result.notRun(scenario.name(), obstacle);
        }
        Result result;
        try (var run = Run.start(scenario, stage)) {
            result = judge(run);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            result = Result.broken(scenario.name(), List.of("it could not begin or end: " + e));
        }
        if (result.isGood()) {
            discard(stage.directory().resolve(scenario.name()).resolve("postgres"));
        }
        say("%s: %s in %d s"
                .formatted(
                        scenario.name(),
                        result.isGood() ? "good" : result.violations(),
                        Duration.between(start, Instant.now()).toSeconds()));
        return result;
    }

    private static Result judge(Run run) throws InterruptedException {
        try {
            run.scenario().inject(run);
            return new Judge(run).judge();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            run.violation("it broke off: %s".formatted(e));
            run.observer().violations().forEach(what -> run.violation("seen meanwhile: %s".formatted(what)));
            return Result.broken(run.scenario().name(), run.violations());
        }
    }

    private static void print(FaultOptions options, List<Result> results, Duration took) {
        System.out.printf(
                "Seed %d, %d processors, Java %s, %d s.%n%n",
                options.seed(), Runtime.getRuntime().availableProcessors(), Runtime.version(), took.toSeconds());
        System.out.println(Result.heading());
        results.forEach(result -> System.out.println(result.line()));
        System.out.println();
        for (Result result : results) {
            result.notes().forEach(note -> System.out.printf("- %s: %s%n", result.name(), note));
            result.violations().forEach(what -> System.out.printf("- **%s: %s**%n", result.name(), what));
        }
        System.out.println();
        System.out.println(NOT_TRIED);
    }

    /** The logs stay; a database only where something is wrong with it. */
    static void discard(Path data) {
        Children.run(List.of("rm", "-rf", data.toString()));
    }

    /** Nothing here may go on for ever; the hook of {@link Children} ends what was started. */
    private static void watch() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(LONGEST);
                say("this takes too long");
                System.exit(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static void say(String what) {
        System.err.println("# " + what);
    }
}
