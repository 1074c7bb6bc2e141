package dev.keelson.shared;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/** Opens connection pools to the one database: guarded against forgotten transactions, measured, and named in the metrics. */
@Component
public class DatabasePools {
    private static final Duration LONGEST_IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

    private static final Duration LATER_THAN_THE_SERVER = Duration.ofSeconds(5);

    /**
     * How PostgreSQL plans what is sent again and again
     * (<a href="https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-PLAN-CACHE-MODE">plan_cache_mode</a>).
     */
    public enum Plans {
        /** For parameters that differ in how much they find: anew each time, wherever that looks worth it. */
        FOR_EACH_CALL("auto"),
        /** For few statements that always find little by an index: once for all calls, because planning costs more than they. */
        ONCE("force_generic_plan");

        private final String mode;

        Plans(String mode) {
            this.mode = mode;
        }
    }

    private final JdbcConnectionDetails database;
    private final MeterRegistry metrics;

    DatabasePools(JdbcConnectionDetails database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    /**
     * A pool that connects when it is first used, so that it may be opened before the database is there.
     *
     * @param name as it stands in the metrics
     * @param connections at most
     * @param connectionTimeout how long to wait for a free one
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     * @param plans how its statements are planned
     */
    public HikariDataSource open(
            String name,
            int connections,
            Duration connectionTimeout,
            Duration statementTimeout,
            Duration transactionTimeout,
            Plans plans) {
        var configuration = new HikariConfig();
        configuration.setPoolName(name);
        configuration.setJdbcUrl(database.getJdbcUrl());
        configuration.setUsername(database.getUsername());
        configuration.setPassword(database.getPassword());
        configuration.setMaximumPoolSize(connections);
        configuration.setConnectionTimeout(connectionTimeout.toMillis());
        configuration.setInitializationFailTimeout(-1);
        configuration.setConnectionInitSql(session(statementTimeout, transactionTimeout, plans));
        configuration.setDataSourceProperties(driver());
        // Says in pg_stat_activity whose connection it is.
        configuration.addDataSourceProperty("ApplicationName", "keelson " + name);
        // The server's guards do not help where the network has swallowed the connection: nothing would ever end the
        // wait.
        configuration.addDataSourceProperty(
                "socketTimeout",
                Long.toString(statementTimeout.plus(LATER_THAN_THE_SERVER).toSeconds()));
        configuration.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
        return new HikariDataSource(configuration);
    }

    /**
     * Connections without guards and time limits, opened for each use and closed after it.
     *
     * @param name as it stands in {@code pg_stat_activity}
     */
    DataSource withoutPool(String name) {
        var connections = new DriverManagerDataSource();
        connections.setUrl(database.getJdbcUrl());
        connections.setUsername(database.getUsername());
        connections.setPassword(database.getPassword());
        var properties = driver();
        properties.setProperty("ApplicationName", "keelson " + name);
        connections.setConnectionProperties(properties);
        return connections;
    }

    private static Properties driver() {
        var properties = new Properties();
        // A constraint's detail quotes the row, and so persons: it belongs in no log.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /**
     * Sets only what the server knows: one that is too old is to be refused with a sentence, and not here. The driver would take the
     * JVM's zone, and what the server writes out itself, such as exports, would be different on each node.
     */
    private static String session(Duration statement, Duration transaction, Plans plans) {
        return """
                select set_config(known.name, wanted.setting, false)
                from (values ('statement_timeout', '%d'), ('transaction_timeout', '%d'),
                             ('idle_in_transaction_session_timeout', '%d'), ('plan_cache_mode', '%s'),
                             ('TimeZone', 'UTC')) wanted (name, setting)
                join pg_settings known using (name)
                """.formatted(
                statement.toMillis(), transaction.toMillis(), LONGEST_IDLE_IN_TRANSACTION.toMillis(), plans.mode);
    }
}
