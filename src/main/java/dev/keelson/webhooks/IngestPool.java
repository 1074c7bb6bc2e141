package dev.keelson.webhooks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * The writers' own few connections. They are apart from the others', so that a busy API never keeps a vendor waiting, and
 * hidden in here, because nothing but the inbox may use them.
 */
@Component
class IngestPool implements DisposableBean {
    private static final long CONNECTION_TIMEOUT_MILLIS = 1_000;

    private final HikariDataSource pool;

    IngestPool(JdbcConnectionDetails database, WebhookSettings settings, MeterRegistry metrics) {
        var configuration = new HikariConfig();
        configuration.setPoolName("ingest");
        configuration.setJdbcUrl(database.getJdbcUrl());
        configuration.setUsername(database.getUsername());
        configuration.setPassword(database.getPassword());
        configuration.setMaximumPoolSize(settings.writers());
        configuration.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        // The pool may be made before the database is there: the first request then says so.
        configuration.setInitializationFailTimeout(-1);
        configuration.setConnectionInitSql(
                "set statement_timeout = 5000; set idle_in_transaction_session_timeout = 5000");
        configuration.addDataSourceProperty("logServerErrorDetail", "false");
        configuration.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
        pool = new HikariDataSource(configuration);
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void destroy() {
        pool.close();
    }
}
