package dev.keelson.testing;

import dev.keelson.KeelsonApplication;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Keelson in a process of its own, for tests that kill it. */
public final class KeelsonProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private static final int LAST_WORDS = 60;

    private final Process process;
    private final int port;
    private final Path output;

    private KeelsonProcess(Process process, int port, Path output) {
        this.process = process;
        this.port = port;
        this.output = output;
    }

    /** The application with the tests' probe handler, as the child process runs it. */
    public static final class Main {
        private Main() {}

        public static void main(String[] args) {
            KeelsonApplication.start(args, ProbeHandler.class);
        }
    }

    /**
     * Starts it, with the probe handler, and waits until it is ready.
     *
     * @param port a free port, see {@link #freePort}
     * @param output where what it prints goes
     */
    public static KeelsonProcess start(int port, Path output, String... arguments) throws IOException {
        return start(Main.class, port, output, arguments);
    }

    /** Starts it as {@code ./mvnw spring-boot:run} does: nothing chosen, so in the sandbox with its own PostgreSQL. */
    public static KeelsonProcess startSandbox(
            int port, int sandboxPort, Path directory, Path output, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--keelson.sandbox.by-default=true",
                "--keelson.sandbox.port=" + sandboxPort,
                "--keelson.sandbox.directory=" + directory));
        arguments.addAll(List.of(settings));
        return start(KeelsonApplication.class, port, output, arguments.toArray(String[]::new));
    }

    private static KeelsonProcess start(Class<?> main, int port, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Most of its life is its start.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-XX:MetaspaceSize=256m",
                // As on a machine that writes numbers with other digits, and has another time.
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.timezone=America/New_York",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName(),
                "--server.port=" + port));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .directory(new File("target"))
                .start();
        var keelson = new KeelsonProcess(process, port, output);
        try {
            Awaitility.await().atMost(Duration.ofMinutes(5)).until(keelson::ready);
        } catch (RuntimeException e) {
            // Nobody else would: it would run on when the tests have ended, and slow down whatever comes then.
            keelson.kill();
            throw e;
        }
        return keelson;
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** SIGKILL: no shutdown hook, no last word. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        kill();
        SecretsInLogs.lookInto(output);
    }

    private String lastWords() {
        try {
            var lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private boolean ready() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "the process ended with " + process.exitValue() + "; it said last:\n" + lastWords());
        }
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
