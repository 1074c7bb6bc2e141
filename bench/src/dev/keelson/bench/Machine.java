package dev.keelson.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** On what, when and with which words a bench was run; what else the machine had to do at its start. */
final class Machine {
    private final String arguments;
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

    Machine(String... arguments) {
        this.arguments = String.join(" ", arguments);
    }

    /** As Markdown. */
    String describe(String command) throws IOException {
        return """
                `%s`, %s, %d processors (%s), %s %s, Java %s, load average before it %.2f%s
                """.formatted(
                        (command + " " + arguments).strip(),
                        start,
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.version"),
                        load,
                        load > 0.5 ? ": **the machine was not quiet, the numbers are noise**" : "");
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.notExists(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
