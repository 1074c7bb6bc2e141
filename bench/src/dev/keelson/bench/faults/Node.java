package dev.keelson.bench.faults;

import dev.keelson.bench.PackagedKeelson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node of the application: a process that can be killed, stopped and started again, each time on a port of its own. */
final class Node implements AutoCloseable {
    /** More than twice what it may take. */
    static final Duration STOP = Duration.ofSeconds(45);

    private static final Duration START = Duration.ofMinutes(3);
    /** Small and quick to start: nothing is measured here but time after faults. */
    private static final List<String> JVM =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders");

    private static final Pattern COUNT = Pattern.compile("\"COUNT\",\"value\":([0-9.E]+)");

    private final String name;
    private final int databasePort;
    private final String stripe;
    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile @Nullable Process process;
    private volatile int port;
    private volatile boolean open;

    /** @param databasePort where it finds its database */
    Node(String name, int databasePort, String stripe, Path directory) {
        this.name = name;
        this.databasePort = databasePort;
        this.stripe = stripe;
        this.directory = directory;
    }

    String name() {
        return name;
    }

    /** Starts it, and does not wait for it. */
    void launch() throws IOException {
        port = PackagedKeelson.freePort();
        var settings = List.of(
                "--management.endpoints.web.exposure.include=health,metrics",
                // An event whose vendor failed a few times in a row would else be waited for long after everything
                // else.
                "--keelson.webhooks.retry.longest=5s");
        var builder =
                PackagedKeelson.process(port, Cluster.url(databasePort, name), Cluster.USER, stripe, JVM, settings);
        process = Children.start(builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(name + ".log").toFile())));
        open = true;
    }

    void awaitReady() throws InterruptedException {
        Instant end = Instant.now().plus(START);
        while (get("/actuator/health/readiness") == null) {
            if (!isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException(name + " does not start: see its log in " + directory);
            }
            Thread.sleep(100);
        }
    }

    boolean isAlive() {
        var current = process;
        return current != null && current.isAlive();
    }

    /** Where it listens, or will in a moment; nothing where it is down. */
    OptionalInt port() {
        return open ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** SIGKILL. */
    void kill() {
        open = false;
        Children.kill(Objects.requireNonNull(process));
    }

    /** SIGSTOP: it keeps its connections and its locks, and does nothing. Senders do not know. */
    void pause() {
        Children.signal("STOP", Objects.requireNonNull(process));
    }

    /** Whether SIGSTOP holds it; others may have sent it SIGCONT, as the kernel does when the shell ends that started us. */
    boolean isStopped() throws IOException {
        String stat = Files.readString(
                Path.of("/proc", Long.toString(Objects.requireNonNull(process).pid()), "stat"));
        // Its name, in brackets, may hold anything; the state follows.
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    /** SIGCONT. */
    void resume() {
        Children.signal("CONT", Objects.requireNonNull(process));
    }

    /**
     * SIGTERM, as an orderly deployment does.
     *
     * @return whether it has ended in time
     */
    boolean stop() {
        var current = Objects.requireNonNull(process);
        open = false;
        current.destroy();
        current.onExit()
                .completeOnTimeout(current, STOP.toSeconds(), TimeUnit.SECONDS)
                .join();
        return !current.isAlive();
    }

    /** How many events it has handled since it was started, as its metrics say; nothing where it does not answer. */
    OptionalLong handled() throws InterruptedException {
        if (!open) {
            return OptionalLong.empty();
        }
        String metric = get("/actuator/metrics/webhook.process");
        if (metric == null) {
            return OptionalLong.empty();
        }
        String failed = get("/actuator/metrics/webhook.process?tag=outcome:failed");
        return OptionalLong.of(count(metric) - (failed == null ? 0 : count(failed)));
    }

    private static long count(String metric) {
        var matcher = COUNT.matcher(metric.replace(" ", ""));
        return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : 0;
    }

    private @Nullable String get(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
        http.shutdownNow();
    }
}
