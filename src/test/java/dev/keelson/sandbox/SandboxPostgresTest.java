package dev.keelson.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class SandboxPostgresTest {
    @TempDir
    private Path directory;

    @Test
    void dataSurvivesAStopAndSettingsAreDurable() throws Exception {
        try (var postgres = PostgresInDirectory.start(directory, 0)) {
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
            assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(postgres, "show full_page_writes")).isEqualTo("on");
            assertThat(query(postgres, "show server_version")).startsWith("18");
            keep(postgres, "kept");
        }

        try (var postgres = PostgresInDirectory.start(directory, 0)) {
            assertThat(query(postgres, "select name from thing")).isEqualTo("kept");
        }
    }

    @Test
    void dataSurvivesAKillAndTheOrphanedServerIsReplaced() throws Exception {
        var keelson = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledKeelson.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keelson.inputReader().lines().anyMatch(KilledKeelson.READY::equals))
                .isTrue();
        var orphan = ProcessHandle.of(Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid"))
                        .get(0)))
                .orElseThrow();

        keelson.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        try (var postgres = PostgresInDirectory.start(directory, 0)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(query(postgres, "select name from thing")).isEqualTo("committed");
        }
    }

    @Test
    void directoryInUseStopsTheStartWithASentenceThatNamesIt() {
        var first = DirectoryLock.take(directory);

        assertThatThrownBy(() -> PostgresInDirectory.start(directory, 0))
                .isInstanceOf(SandboxStartException.class)
                .hasMessageContaining(directory.toString());

        first.close();
        DirectoryLock.take(directory).close();
    }

    /** Commits a row and waits to be killed. */
    static class KilledKeelson {
        static final String READY = "ready";

        public static void main(String[] args) throws Exception {
            keep(PostgresInDirectory.start(Path.of(args[0]), 0), "committed");
            System.out.println(READY);
            Thread.currentThread().join();
        }
    }

    private static void keep(JdbcConnectionDetails postgres, String name) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                var statement = connection.createStatement()) {
            statement.execute("create table thing (name text)");
            statement.execute("insert into thing values ('%s')".formatted(name));
        }
    }

    private static String query(JdbcConnectionDetails postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
