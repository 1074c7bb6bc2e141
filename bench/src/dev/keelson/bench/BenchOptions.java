package dev.keelson.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param connections how many (a) and (b) are measured with
 * @param seconds of each measurement of (a) and (b)
 * @param warmUp s of load before the first measurement, for each of the two instances
 * @param subscriptions of as many users
 * @param events how many are handled in (c)
 * @param ties share of events in the second of their predecessor, which have to be fetched
 * @param sustained s of (e)
 * @param rate events a second of (e); 0 takes half of (a)
 * @param only which of the parts a to e are measured
 * @param postgres the installation that is measured; null for the embedded one
 * @param jvm options of the application's JVM
 * @param settings of the application, as {@code --name=value}
 */
record BenchOptions(
        int rounds,
        List<Integer> connections,
        Duration seconds,
        Duration warmUp,
        int subscriptions,
        int events,
        double ties,
        Duration sustained,
        double rate,
        Set<String> only,
        boolean profile,
        @Nullable Path postgres,
        List<String> jvm,
        List<String> settings) {

    private static final List<Integer> CONNECTIONS = List.of(16, 64, 256);

    static final String USAGE = """
            bench/webhooks [--quick] [--rounds N] [--connections N,N] [--seconds N] [--warm-up N] [--subscriptions N]
                           [--events N] [--ties SHARE] [--sustained N] [--rate N] [--only a,b,c,d,e] [--profile]
                           [--postgres DIRECTORY] [-X… | -XX:…] [--keelson.NAME=VALUE]

            --quick          one short round: to see that it works, not what it measures
            --rounds         how often (a) to (d) are measured (3)
            --connections    of (a) and (b) (16,64,256)
            --seconds        of each measurement of (a) and (b) (10)
            --warm-up        seconds of load for each of the two instances before the first measurement (45)
            --subscriptions  of as many users (20000)
            --events         how many are handled in (c) (60000)
            --ties           share of events that fall in the second of the event before them and have to be fetched (0.01)
            --sustained      seconds of (e) (60)
            --rate           events a second of (e), instead of half of what (a) had
            --only           the parts to be measured
            --profile        record both instances with JFR, count PostgreSQL's statements, and print where the time goes
            --postgres       an installation of PostgreSQL 18 such as /usr/lib/postgresql/18, instead of the embedded one
            -X…              options of the application's JVM, instead of the usual ones
            --keelson.…      settings of the application, also --server.… and --spring.…
            """;

    static BenchOptions parse(String... arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        int rounds = quick ? 1 : 3;
        List<Integer> connections = CONNECTIONS;
        int seconds = quick ? 5 : 10;
        int warmUp = quick ? 8 : 45;
        int subscriptions = quick ? 2_000 : 20_000;
        int events = quick ? 5_000 : 60_000;
        int sustained = quick ? 15 : 60;
        double rate = 0;
        double ties = 0.01;
        Set<String> only = Set.of("a", "b", "c", "d", "e");
        boolean profile = false;
        @Nullable Path postgres = null;
        List<String> jvm = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            switch (argument) {
                case "--help" -> throw new IllegalArgumentException(USAGE);
                case "--quick" -> {}
                case "--profile" -> profile = true;
                case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
                case "--connections" ->
                    connections = Stream.of(value(arguments, ++i).split(",", -1))
                            .map(Integer::valueOf)
                            .toList();
                case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++i));
                case "--warm-up" -> warmUp = Integer.parseInt(value(arguments, ++i));
                case "--subscriptions" -> subscriptions = Integer.parseInt(value(arguments, ++i));
                case "--events" -> events = Integer.parseInt(value(arguments, ++i));
                case "--sustained" -> sustained = Integer.parseInt(value(arguments, ++i));
                case "--rate" -> rate = Double.parseDouble(value(arguments, ++i));
                case "--ties" -> ties = Double.parseDouble(value(arguments, ++i));
                case "--postgres" -> postgres = Path.of(value(arguments, ++i)).toAbsolutePath();
                case "--only" -> only = Set.of(value(arguments, ++i).split(",", -1));
                default -> {
                    if (argument.startsWith("-X")) {
                        jvm.add(argument);
                    } else if (argument.matches("--[a-z][a-z0-9.-]*=.*")) {
                        settings.add(argument);
                    } else {
                        throw new IllegalArgumentException("unknown: " + argument + System.lineSeparator() + USAGE);
                    }
                }
            }
        }
        return new BenchOptions(
                rounds,
                connections,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                subscriptions,
                events,
                ties,
                Duration.ofSeconds(sustained),
                rate,
                only,
                profile,
                postgres,
                jvm.isEmpty() ? PackagedKeelson.JVM_OPTIONS : List.copyOf(jvm),
                List.copyOf(settings));
    }

    boolean measures(String part) {
        return only.contains(part);
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }
}
