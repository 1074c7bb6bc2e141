package dev.keelson.bench.faults;

import java.time.Instant;
import java.util.List;

/**
 * What the command line says.
 *
 * @param events of the scenario in which the application is killed
 * @param fewer events of each other one
 * @param ties share of events that fall in the second of the one before it of their object
 * @param failing share of Stripe's answers that are none, or are late
 * @param only names of the scenarios that are run
 */
record FaultOptions(long seed, int events, int fewer, double ties, double failing, boolean quick, List<String> only) {
    static final String USAGE =
            "bench/faults [--quick] [--seed N] [--events N] [--ties SHARE] [--failing SHARE] [--only NAME,NAME…]";

    static FaultOptions parse(List<String> names, String... arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        long seed = Instant.now().getEpochSecond();
        int events = quick ? 4_000 : 20_000;
        double ties = 0.03;
        double failing = 0.25;
        List<String> only = names;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> {}
                case "--seed" -> seed = Long.parseLong(value(arguments, ++i));
                case "--events" -> events = Integer.parseInt(value(arguments, ++i));
                case "--ties" -> ties = Double.parseDouble(value(arguments, ++i));
                case "--failing" -> failing = Double.parseDouble(value(arguments, ++i));
                case "--only" -> only = List.of(value(arguments, ++i).split(",", -1));
                default ->
                    throw new IllegalArgumentException("unknown: " + arguments[i] + System.lineSeparator() + USAGE);
            }
        }
        for (String name : only) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no scenario '%s': there are %s".formatted(name, names));
            }
        }
        return new FaultOptions(seed, events, Math.min(events, quick ? 2_000 : 6_000), ties, failing, quick, only);
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }
}
