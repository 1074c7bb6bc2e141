package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the connections of each lane are limited by, and that those of migrations are limited by nothing. */
@KeelsonTest
class DatabaseLanesTest {
    @Autowired
    private DataSource database;

    @Autowired
    private Flyway flyway;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private HealthEndpoint health;

    @ParameterizedTest
    @EnumSource
    void everyLaneGivesUpOnTheNetworkSoonAfterTheServerWouldHaveEndedTheStatement(DatabaseLane lane) {
        lane.run(() -> {
            try (var connection = database.getConnection()) {
                Duration statement = setting(connection, "statement_timeout");

                assertThat(statement).isPositive();
                assertThat(Duration.ofMillis(connection.getNetworkTimeout())).isEqualTo(statement.plusSeconds(5));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A statement of the workers' finds a hundred rows at most; planning the largest takes longer than all of its calls in a batch. */
    @ParameterizedTest
    @EnumSource
    void onlyTheInboxPlansOnceForAllCalls(DatabaseLane lane) {
        lane.run(() -> {
            try (var connection = database.getConnection()) {
                assertThat(client(connection)
                                .sql("select current_setting('plan_cache_mode')")
                                .query(String.class)
                                .single())
                        .isEqualTo(lane == DatabaseLane.WEBHOOKS ? "force_generic_plan" : "auto");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServerWritesOutIsInUtcWhateverTheZoneOfTheNode(DatabaseLane lane) {
        lane.run(() -> assertThat(jdbc.sql("select to_json(timestamptz '2027-07-01 12:00:00Z') #>> '{}'")
                        .query(String.class)
                        .single())
                .isEqualTo("2027-07-01T12:00:00+00:00"));
    }

    @Test
    void migrationTakesAsLongAsItTakes() throws SQLException {
        try (var connection = flyway.getConfiguration().getDataSource().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
            assertThat(setting(connection, "statement_timeout")).isZero();
            assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                    .isZero();
        }
    }

    @Test
    void connectionOfMigrationsIsNotKept() throws SQLException {
        int process;
        try (var connection = flyway.getConfiguration().getDataSource().getConnection()) {
            process = client(connection)
                    .sql("select pg_backend_pid()")
                    .query(Integer.class)
                    .single();
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> jdbc.sql("select count(*) from pg_stat_activity where pid = :process")
                                .param("process", process)
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    @Test
    void lanesAndWritersAreAllThatIsMeasuredAndAskedForItsHealth() {
        assertThat(metrics.get("hikaricp.connections.max").gauges())
                .extracting(gauge -> gauge.getId().getTag("pool"))
                .containsExactlyInAnyOrder("web", "webhooks", "background", "listeners", "ingest");
        assertThat(metrics.find("jdbc.connections.max").gauges())
                .extracting(gauge -> gauge.getId().getTag("name"))
                .containsExactly("dataSource");
        assertThat(health.healthForPath("db"))
                .isInstanceOfSatisfying(
                        CompositeHealthDescriptor.class,
                        lanes -> assertThat(lanes.getComponents())
                                .hasSize(DatabaseLane.values().length)
                                .allSatisfy((name, _) -> DatabaseLane.valueOf(name)));
    }

    private static Duration setting(Connection connection, String name) {
        return Duration.ofMillis(client(connection)
                .sql("select setting from pg_settings where name = :name")
                .param("name", name)
                .query(Long.class)
                .single());
    }

    private static JdbcClient client(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }
}
