package dev.keelson.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server of this JVM's tests: embedded by default, a container when {@code KEELSON_TEST_POSTGRES} is
 * {@code container}, any server when it is a JDBC URL of a user who may create databases.
 */
public final class TestPostgres {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String SERVER = start(System.getenv().getOrDefault("KEELSON_TEST_POSTGRES", "embedded"));

    private TestPostgres() {}

    /** @return the JDBC URL, with credentials, of a database that nobody else uses */
    public static String freshDatabase() {
        String name = "keelson_test_%d_%d".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet());
        try (var connection = DriverManager.getConnection(SERVER);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
        int path = SERVER.indexOf('/', "jdbc:postgresql://".length());
        int query = SERVER.indexOf('?');
        return SERVER.substring(0, path + 1) + name + (query < 0 ? "" : SERVER.substring(query));
    }

    private static String start(String kind) {
        return switch (kind) {
            case "embedded" -> embedded();
            case "container" -> container();
            default -> kind;
        };
    }

    private static String embedded() {
        try {
            @SuppressWarnings("resource") // lives as long as the JVM; its shutdown hook stops it
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    // Every context that the tests keep has the 38 connections of a node.
                    .setServerConfig("max_connections", "800")
                    .start();
            return postgres.getJdbcUrl("postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String container() {
        @SuppressWarnings("resource") // lives as long as the JVM; Testcontainers removes it
        var container = new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=800");
        container.start();
        return container.getJdbcUrl() + "&user=" + container.getUsername() + "&password=" + container.getPassword();
    }
}
