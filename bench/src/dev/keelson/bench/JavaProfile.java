package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** A flight recording of another JVM, and what it says of where the processor time goes. */
final class JavaProfile {
    private static final int SHOWN = 30;
    private static final String SAMPLE = "jdk.CPUTimeSample";

    private static final String DEPTH = "256";
    private static final Pattern JDK = Pattern.compile("(java|javax|jdk|sun)\\.");
    private static final Pattern PACKAGE = Pattern.compile("^((?:[a-z0-9_]+\\.){1,3}).*$");

    private final long pid;
    private final Path file;

    private JavaProfile(long pid, Path file) {
        this.pid = pid;
        this.file = file;
    }

    static JavaProfile start(long pid, Path file) throws IOException {
        Files.deleteIfExists(file);
        // Filters, proxies and transactions: the usual 64 would not reach from a driver to its caller.
        jcmd(pid, "JFR.configure", "stackdepth=" + DEPTH);
        jcmd(pid, "JFR.start", "name=bench", "settings=profile", SAMPLE + "#enabled=true", SAMPLE + "#throttle=10ms");
        return new JavaProfile(pid, file);
    }

    /** Ends the recording and says which threads were running, whose code it was, and for which of our methods. */
    String stop() throws IOException {
        jcmd(pid, "JFR.stop", "name=bench", "filename=" + file);
        Map<String, Integer> threads = new HashMap<>();
        Map<String, Integer> owners = new HashMap<>();
        Map<String, Integer> running = new HashMap<>();
        Map<String, Integer> ours = new HashMap<>();
        int samples = 0;
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (!event.getEventType().getName().equals(SAMPLE) || stack == null) {
                    continue;
                }
                samples++;
                List<String> methods =
                        stack.getFrames().stream().map(JavaProfile::name).toList();
                String thread = kind(event.getThread("eventThread"));
                threads.merge(thread, 1, Integer::sum);
                owners.merge(thread + ": " + owner(methods), 1, Integer::sum);
                running.merge(methods.getFirst(), 1, Integer::sum);
                methods.stream()
                        .filter(method -> method.startsWith("dev.keelson.") && !method.contains("$$"))
                        .distinct()
                        .forEach(method -> ours.merge(method, 1, Integer::sum));
            }
        }
        return "%s, %d samples of 10 ms of processor time%n%n".formatted(file, samples)
                + top("threads", threads, samples)
                + top("whose code it was, the JDK's counted for its caller", owners, samples)
                + top("methods on top", running, samples)
                + top("our methods with all that they call", ours, samples);
    }

    private static String kind(@Nullable RecordedThread thread) {
        return thread == null || thread.getJavaName() == null
                ? "?"
                : thread.getJavaName().replaceAll("\\d+", "N");
    }

    /** The first three parts of the package of the first method that is not the JDK's. */
    private static String owner(List<String> methods) {
        return methods.stream()
                .filter(method -> !JDK.matcher(method).lookingAt())
                .findFirst()
                .map(method -> PACKAGE.matcher(method).replaceFirst("$1"))
                .orElse("the JDK");
    }

    private static String top(String title, Map<String, Integer> counts, int samples) {
        var text = new StringBuilder(title).append(System.lineSeparator());
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(entry ->
                        text.append("  %5.1f %%  %s%n".formatted(100.0 * entry.getValue() / samples, entry.getKey())));
        return text.append(System.lineSeparator()).toString();
    }

    private static String name(RecordedFrame frame) {
        var method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private static void jcmd(long pid, String... command) throws IOException {
        var all = new ArrayList<String>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add(Long.toString(pid));
        all.addAll(List.of(command));
        var process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", all) + ": " + output);
        }
    }
}
