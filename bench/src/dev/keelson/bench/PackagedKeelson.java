package dev.keelson.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process of its own: outside the sandbox, with every setting that production needs. */
public final class PackagedKeelson implements AutoCloseable {
    /** What we would run it with on two processors: the collector with the highest throughput, memory taken at the start. */
    static final List<String> JVM_OPTIONS =
            List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders");

    private static final Duration START = Duration.ofMinutes(2);
    /** Tink's format, and nobody's secret: the bytes count from 1. */
    private static final String KEYSET = """
            {"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.AesGcmKey",\
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==","keyMaterialType":"SYMMETRIC"},\
            "status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]}""";

    private final Process process;
    private final int port;
    private final Path log;
    private final Thread hook;

    private PackagedKeelson(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param name of its log in the directory
     * @param jvm options of the JVM
     * @param arguments settings, as {@code --name=value}
     */
    static PackagedKeelson start(
            String name,
            BenchPostgres postgres,
            FakeVendors vendors,
            Path directory,
            List<String> jvm,
            List<String> arguments)
            throws IOException, InterruptedException {
        return start(name, postgres.jdbcUrl(), postgres.user(), vendors, directory, jvm, arguments);
    }

    /**
     * Starts it on a database of its own and waits until it is ready.
     *
     * @param name of its log in the directory
     * @param jvm options of the JVM
     * @param arguments settings, as {@code --name=value}
     */
    static PackagedKeelson start(
            String name,
            String jdbcUrl,
            String user,
            FakeVendors vendors,
            Path directory,
            List<String> jvm,
            List<String> arguments)
            throws IOException, InterruptedException {
        int port = freePort();
        Path log = directory.resolve(name + ".log");
        Files.deleteIfExists(log);
        var builder = process(port, jdbcUrl, user, vendors.url(), jvm, arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        var keelson = new PackagedKeelson(builder.start(), port, log);
        keelson.awaitReady();
        return keelson;
    }

    /**
     * The process, not started yet.
     *
     * @param port it listens there
     * @param vendors where all of them are
     * @param jvm options of the JVM
     * @param arguments settings, as {@code --name=value}
     */
    public static ProcessBuilder process(
            int port, String jdbcUrl, String user, String vendors, List<String> jvm, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar().toString(), "--server.port=" + port));
        command.addAll(addresses(vendors));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        setEnvironment(builder, jdbcUrl, user, vendors);
        return builder;
    }

    /** The one jar that the build has made. */
    static Path jar() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("target"), "keelson-*.jar")) {
            for (Path file : files) {
                return file.toAbsolutePath();
            }
        }
        throw new IllegalStateException("target/keelson-*.jar is missing: './mvnw -DskipTests package' makes it");
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Lines that it logged as errors until now. */
    long errors() throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" ERROR ")).count();
        }
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: from now on it costs nothing, and does nothing. */
    void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException {
        signal("CONT");
    }

    /** SIGKILL: no shutdown hook, no last word. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            resume();
        }
        process.destroy();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void awaitReady() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START);
        try (var http = HttpClient.newHttpClient()) {
            while (Instant.now().isBefore(end)) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            "the application ended with " + process.exitValue() + ": see " + log);
                }
                if (isReady(http)) {
                    return;
                }
                Thread.sleep(Duration.ofMillis(200));
            }
        }
        kill();
        throw new IllegalStateException("the application is not ready after " + START + ": see " + log);
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(String name) throws IOException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .onExit()
                .join()
                .exitValue();
        if (status != 0) {
            throw new IOException("the application did not take SIG" + name);
        }
    }

    private static List<String> addresses(String vendors) {
        return List.of(
                "--keelson.clients.stripe.api-url=" + vendors,
                // What is measured is the inbox, and not how many calls Stripe allows to a test key.
                "--keelson.clients.stripe.limit.test-calls=1000",
                "--keelson.clients.clerk.api-url=" + vendors + "/v1",
                "--keelson.clients.clerk.jwks-url=" + vendors + "/.well-known/jwks.json",
                "--keelson.clients.ayrshare.api-url=" + vendors + "/api");
    }

    private static void setEnvironment(ProcessBuilder builder, String jdbcUrl, String user, String vendors) {
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("KEELSON_") || name.startsWith("SPRING_"));
        environment.put("KEELSON_DATABASE_URL", jdbcUrl);
        environment.put("KEELSON_DATABASE_USERNAME", user);
        environment.put("KEELSON_DATABASE_PASSWORD", "trusted");
        environment.put("KEELSON_ENCRYPTION_KEYSET", KEYSET);
        environment.put("KEELSON_CLERK_SECRET_KEY", "sk_test_bench");
        environment.put("KEELSON_CLERK_ISSUER", vendors);
        environment.put("KEELSON_CLERK_AUTHORIZED_PARTIES", "https://app.example.com");
        environment.put("KEELSON_CLERK_WEBHOOK_SECRETS", "whsec_a2VlbHNvbi1iZW5jaC1jbGVyay1zZWNyZXQ=");
        environment.put("KEELSON_STRIPE_SECRET_KEY", "sk_test_bench");
        environment.put("KEELSON_STRIPE_WEBHOOK_SECRETS", SignedRequests.secret());
        environment.put("KEELSON_AYRSHARE_API_KEY", "BENCH-AYRSHARE");
        environment.put("KEELSON_AYRSHARE_WEBHOOK_SECRETS", "keelson-bench-ayrshare");
    }

    /** A port that nobody listens on just now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
