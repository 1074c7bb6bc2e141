package dev.keelson.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server of this JVM's tests: embedded by default, a container when {@code KEELSON_TEST_POSTGRES} is
 * {@code container}, any server when it is a JDBC URL of a user who may create databases.
 */
public final class TestPostgres {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String SERVER = start(System.getenv().getOrDefault("KEELSON_TEST_POSTGRES", "embedded"));

    private TestPostgres() {}

    /** Made once: a copy of it costs a fraction of all the migrations. */
    private static final class Migrated {
        private static final String DATABASE = freshDatabase();

        static {
            Flyway.configure().dataSource(DATABASE, null, null).load().migrate();
        }
    }

    /** @return the JDBC URL, with credentials, of an empty database that nobody else uses */
    public static String freshDatabase() {
        return create("");
    }

    /** @return the JDBC URL, with credentials, of a database that nobody else uses, in which Keelson's migrations have run */
    public static String migratedDatabase() {
        return copyOf(Migrated.DATABASE);
    }

    /**
     * @param url of a database of this server's to which nobody is connected
     * @return the JDBC URL, with credentials, of a database that nobody else uses
     */
    public static String copyOf(String url) {
        int query = url.indexOf('?');
        return create(" template " + url.substring(pathIn(url), query < 0 ? url.length() : query));
    }

    private static String create(String from) {
        String name = "keelson_test_%d_%d".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet());
        try (var connection = DriverManager.getConnection(SERVER);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + from);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
        int query = SERVER.indexOf('?');
        return SERVER.substring(0, pathIn(SERVER)) + name + (query < 0 ? "" : SERVER.substring(query));
    }

    private static int pathIn(String url) {
        return url.indexOf('/', "jdbc:postgresql://".length()) + 1;
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
                    // What is committed is in the log before the client learns of it, as in production. That the disk
                    // has
                    // it too matters where the machine loses its power, which happens to no test.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
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
