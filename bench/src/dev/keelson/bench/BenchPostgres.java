package dev.keelson.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL 18 of its own on this machine's disk, durable, set as it would be for production on a small machine. */
final class BenchPostgres implements AutoCloseable {
    private static final String DATABASE = "keelson_bench";
    private static final String USER = "postgres";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "400"),
            Map.entry("shared_buffers", "1GB"),
            Map.entry("max_wal_size", "8GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("autovacuum_naptime", "5s"),
            Map.entry("log_autovacuum_min_duration", "0"));

    private final EmbeddedPostgres postgres;
    private final Path data;

    private BenchPostgres(EmbeddedPostgres postgres, Path data) {
        this.postgres = postgres;
        this.data = data;
    }

    /**
     * @param directory where its data and its log go; both are new each time
     * @param counting whether it counts what each statement takes, which costs a little itself
     * @param installation of the server, with its programs in {@code bin}; null for the embedded one
     */
    static BenchPostgres start(Path directory, boolean counting, @Nullable Path installation)
            throws IOException, SQLException {
        Files.createDirectories(directory);
        Path data = Files.createTempDirectory(directory, "postgres-");
        var log = ProcessBuilder.Redirect.appendTo(
                directory.resolve("postgres.log").toFile());
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPGStartupWait(Duration.ofSeconds(30))
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        SETTINGS.forEach(builder::setServerConfig);
        if (installation != null) {
            builder.setPgBinaryResolver((_, _) -> programs(installation));
        }
        if (counting) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements");
            builder.setServerConfig("pg_stat_statements.track_planning", "on");
        }
        var postgres = new BenchPostgres(builder.start(), data);
        try (var connection = DriverManager.getConnection(postgres.url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
            if (compressesWithLz4(statement)) {
                statement.execute("alter database " + DATABASE + " set default_toast_compression = lz4");
            }
        }
        if (counting) {
            try (var connection = postgres.connect();
                    var statement = connection.createStatement()) {
                statement.execute("create schema bench_statistics");
                statement.execute("create extension pg_stat_statements schema bench_statistics");
            }
        }
        return postgres;
    }

    /** Not each is built with it. */
    private static boolean compressesWithLz4(Statement statement) throws SQLException {
        try (var row = statement.executeQuery(
                "select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)")) {
            return row.next();
        }
    }

    /** As the embedded server's come, in an archive. What they share stays where the installation has it. */
    private static InputStream programs(Path installation) throws IOException {
        var archive = new ProcessBuilder(
                        "tar",
                        "-C",
                        installation.toString(),
                        "-cJhf",
                        "-",
                        "bin/initdb",
                        "bin/pg_ctl",
                        "bin/postgres",
                        "lib")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .getInputStream();
        try (archive) {
            return new ByteArrayInputStream(archive.readAllBytes());
        }
    }

    /** With the user in it, whom the server trusts. */
    String jdbcUrl() {
        return url(DATABASE);
    }

    /**
     * Another database on the same server.
     *
     * @return its address, with the user in it
     */
    String createDatabase(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return url(name);
    }

    int port() {
        return postgres.getPort();
    }

    String database() {
        return DATABASE;
    }

    String user() {
        return USER;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    /** The server's first process. */
    long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    }

    /** What the server itself says of the settings that decide durability and speed. */
    Map<String, String> settings() throws SQLException {
        var names = List.of(
                "server_version",
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "wal_sync_method",
                "shared_buffers",
                "max_wal_size",
                "checkpoint_timeout",
                "wal_compression",
                "default_toast_compression",
                "autovacuum_naptime",
                "max_connections");
        var settings = new LinkedHashMap<String, String>();
        try (var connection = connect();
                var statement = connection.prepareStatement("select current_setting(?)")) {
            for (String name : names) {
                statement.setString(1, name);
                try (var row = statement.executeQuery()) {
                    row.next();
                    settings.put(name, row.getString(1));
                }
            }
        }
        return settings;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(postgres.getPort(), database, USER);
    }
}
