package dev.keelson.webhooks;

import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.shared.DatabasePools;
import dev.keelson.shared.DatabasePools.Plans;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The writers' own few connections. They are apart from the others', so that a busy API never keeps a vendor waiting, and
 * hidden in here, because nothing but the inbox may use them.
 */
@Component
class IngestPool implements DisposableBean {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);
    /** A vendor does not wait longer either. */
    private static final Duration LONGEST_INSERT = Duration.ofSeconds(5);

    private final HikariDataSource pool;

    IngestPool(DatabasePools pools, WebhookSettings settings) {
        pool = pools.open("ingest", settings.writers(), CONNECTION_TIMEOUT, LONGEST_INSERT, LONGEST_INSERT, Plans.ONCE);
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void destroy() {
        pool.close();
    }
}
