package dev.keelson.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL 18 that keeps its data in a directory, durably, and belongs to this process alone. */
class PostgresInDirectory implements SandboxPostgres.CloseableConnectionDetails {
    private static final Logger log = LoggerFactory.getLogger(PostgresInDirectory.class);
    private static final String DATABASE = "keelson";

    private final DirectoryLock lock;
    private final EmbeddedPostgres postgres;

    private PostgresInDirectory(DirectoryLock lock, EmbeddedPostgres postgres) {
        this.lock = lock;
        this.postgres = postgres;
    }

    /**
     * @param port 0 takes a free one
     * @throws SandboxStartException where another process uses the directory
     */
    static PostgresInDirectory start(Path directory, int port) {
        var lock = DirectoryLock.take(directory);
        try {
            var data = directory.resolve("postgres").toAbsolutePath();
            OrphanedPostmaster.stop(data);
            boolean isNew = Files.notExists(data.resolve("PG_VERSION"));
            var postgres = builder(data, port).start();
            if (isNew) {
                createDatabase(postgres);
            }
            log.info("sandbox.postgres=started port={} data={}", postgres.getPort(), data);
            return new PostgresInDirectory(lock, postgres);
        } catch (IOException e) {
            lock.close();
            throw new UncheckedIOException("the embedded PostgreSQL did not start in " + directory, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedPostgres.Builder builder(Path data, int port) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // The application stops it after its last connection is closed; a hook of its own would race with that.
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("max_connections", "100")
                // Made for tests, it would trade durability for speed.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
    }

    private static void createDatabase(EmbeddedPostgres postgres) {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("the embedded PostgreSQL refused a new database", e);
        }
    }

    @Override
    public String getJdbcUrl() {
        return "jdbc:postgresql://localhost:%d/%s".formatted(postgres.getPort(), DATABASE);
    }

    @Override
    public String getUsername() {
        return "postgres";
    }

    @Override
    public String getPassword() {
        return "postgres";
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.close();
        }
    }
}
