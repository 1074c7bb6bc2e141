package dev.keelson.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line says.
 *
 * @param rate requests a second
 * @param seconds of each measurement
 * @param warmUp of each of the two instances before the first measurement
 * @param callers users that send requests, and all there are in the small table
 * @param users in the large table
 * @param jvm options of the application's JVM
 * @param settings of the application, as {@code --name=value}
 */
record ApiOptions(
        int rounds,
        int rate,
        Duration seconds,
        Duration warmUp,
        int callers,
        int users,
        boolean profile,
        List<String> jvm,
        List<String> settings) {

    static final String USAGE = """
            bench/api [--quick] [--rounds N] [--rate N] [--seconds N] [--warm-up N] [--callers N] [--users N] [--profile]
                      [-X… | -XX:…] [--keelson.NAME=VALUE]

            --quick     short rounds and a tenth of the users: to see that it works, not what it measures
            --rounds    how often each of the two is measured, in turns (5)
            --rate      requests a second, whatever the answers take (500)
            --seconds   of each measurement (20)
            --warm-up   seconds of the same load for each of the two before the first measurement (60)
            --callers   users with tokens that send the requests, and all there are in the small table (5000)
            --users     in the large table (1000000)
            --profile   record both instances with JFR, and print where the time goes
            -X…         options of the application's JVM, instead of the usual ones
            --keelson.… settings of the application, also --server.… and --spring.…
            """;

    static ApiOptions parse(String... arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        int rounds = quick ? 2 : 5;
        int rate = 500;
        int seconds = quick ? 5 : 20;
        int warmUp = quick ? 15 : 60;
        int callers = quick ? 500 : 5_000;
        int users = quick ? 100_000 : 1_000_000;
        boolean profile = false;
        List<String> jvm = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            switch (argument) {
                case "--quick" -> {}
                case "--profile" -> profile = true;
                case "--rounds" -> rounds = number(arguments, ++i);
                case "--rate" -> rate = number(arguments, ++i);
                case "--seconds" -> seconds = number(arguments, ++i);
                case "--warm-up" -> warmUp = number(arguments, ++i);
                case "--callers" -> callers = number(arguments, ++i);
                case "--users" -> users = number(arguments, ++i);
                default -> {
                    if (argument.startsWith("-X")) {
                        jvm.add(argument);
                    } else if (argument.matches("--(keelson|server|spring)\\..*=.*")) {
                        settings.add(argument);
                    } else {
                        throw new IllegalArgumentException(USAGE);
                    }
                }
            }
        }
        return new ApiOptions(
                rounds,
                rate,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                callers,
                users,
                profile,
                jvm.isEmpty() ? PackagedKeelson.JVM_OPTIONS : List.copyOf(jvm),
                List.copyOf(settings));
    }

    private static int number(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(USAGE);
        }
        return Integer.parseInt(arguments[index]);
    }
}
