package dev.keelson.bench.faults;

import dev.keelson.bench.PackagedKeelson;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A durable PostgreSQL whose processes we hold ourselves, so that they can be killed and started again on the same data. */
final class Cluster implements AutoCloseable {
    /** Whom the application is, not a superuser: places that the server keeps for those are ours. */
    static final String USER = "keelson";

    private static final String DATABASE = "keelson";
    private static final String SUPERUSER = "postgres";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int CONNECT_SECONDS = 5;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "120"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("autovacuum_naptime", "5s"));

    private final Path binary;
    private final Path data;
    private final Map<String, String> settings;
    private final int port;
    private @Nullable Process postmaster;

    private Cluster(Path binary, Path data, Map<String, String> settings, int port) {
        this.binary = binary;
        this.data = data;
        this.settings = settings;
        this.port = port;
    }

    /** A new one with an empty database, started. */
    static Cluster create(Path data) throws IOException, SQLException, InterruptedException {
        Path binary;
        // It unpacks the binaries and makes the data directory; from then on it would only stand between us and the
        // server.
        try (var _ = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start()) {
            binary = binaryOf(data);
        }
        var cluster = new Cluster(binary, data, Map.of(), PackagedKeelson.freePort());
        cluster.start();
        try (var connection = DriverManager.getConnection(cluster.url(cluster.port, SUPERUSER, "postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create role " + USER + " login");
            statement.execute("create role foreigner login");
            statement.execute("create database " + DATABASE + " owner " + USER);
        }
        return cluster;
    }

    /** Another one with the same data, not started. This one has to be stopped. */
    Cluster copy(Path target, Map<String, String> settings) throws IOException {
        if (Children.run(List.of("cp", "-a", data.toString(), target.toString())) != 0) {
            throw new IOException("cannot copy " + data + " to " + target);
        }
        return new Cluster(binary, target, settings, PackagedKeelson.freePort());
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** Returns when it accepts connections: after the recovery, if it was killed. */
    void start() throws IOException, InterruptedException {
        var command = new ArrayList<>(unprivileged());
        command.addAll(List.of(binary.toString(), "-D", data.toString(), "-p", "" + port));
        SETTINGS.forEach((name, value) -> {
            if (!settings.containsKey(name)) {
                command.addAll(List.of("-c", name + "=" + value));
            }
        });
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        var log = data.resolveSibling(data.getFileName() + ".log").toFile();
        postmaster = Children.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log)));
        Instant end = Instant.now().plus(START);
        while (!accepts()) {
            if (Instant.now().isAfter(end) || !isAlive()) {
                throw new IOException("PostgreSQL does not start: see " + log);
            }
            Thread.sleep(50);
        }
    }

    boolean isAlive() {
        return postmaster != null && postmaster.isAlive();
    }

    /** SIGKILL to all its processes at once. */
    void kill() {
        Children.kill(Objects.requireNonNull(postmaster));
    }

    /** As {@code pg_ctl stop -m immediate}: no checkpoint, connections just end. */
    void stopImmediately() {
        end("QUIT");
    }

    /** As {@code pg_ctl stop -m fast}: connections are ended, what was committed is written. */
    void stop() {
        end("INT");
    }

    private void end(String signal) {
        var process = Objects.requireNonNull(postmaster);
        Children.signal(signal, process);
        process.onExit()
                .completeOnTimeout(process, STOP.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (process.isAlive()) {
            throw new IllegalStateException("PostgreSQL did not end on SIG" + signal);
        }
    }

    /** As the superuser, for whom a place is kept. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(port, SUPERUSER, DATABASE), timeouts());
    }

    /** As somebody else, for whom none is kept. */
    Connection connectAsForeigner() throws SQLException {
        return DriverManager.getConnection(url(port, "foreigner", DATABASE), timeouts());
    }

    /**
     * For the application.
     *
     * @param through the port that leads to it
     * @param name under which it is seen among the server's sessions
     */
    static String url(int through, String name) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?ApplicationName=%s".formatted(through, DATABASE, name);
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    private boolean accepts() {
        try (var connection = connect()) {
            return connection.isValid(CONNECT_SECONDS);
        } catch (SQLException e) {
            return "3D000".equals(e.getSQLState());
        }
    }

    private String url(int through, String user, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(through, database, user);
    }

    private static Properties timeouts() {
        var properties = new Properties();
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", "60");
        return properties;
    }

    private static Path binaryOf(Path data) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).resolveSibling("postgres"))
                .orElseThrow(() -> new IOException("there is no process " + pid));
    }

    /** PostgreSQL refuses to be root; in a user namespace of its own nobody is. */
    private static List<String> unprivileged() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
    }
}
