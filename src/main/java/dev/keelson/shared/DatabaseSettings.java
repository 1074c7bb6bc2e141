package dev.keelson.shared;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The database connections of one node, a pool for each {@link DatabaseLane}. More connections than the database has cores
 * for only move the queue into the database
 * (<a href="https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing">why</a>).
 */
@Validated
@ConfigurationProperties("keelson.database")
record DatabaseSettings(
        @DefaultValue @Valid Web web,
        @DefaultValue @Valid Webhooks webhooks,
        @DefaultValue @Valid Background background,
        @DefaultValue @Valid Listeners listeners) {

    /**
     * @param connections at most, on this node
     * @param connectionTimeout how long work waits for one before it fails; a user is then told to try again
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     */
    record Pool(int connections, Duration connectionTimeout, Duration statementTimeout, Duration transactionTimeout) {}

    record Web(
            @DefaultValue("16") @Min(1) @Max(200) int connections,
            @DefaultValue("2s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("60s") Duration transactionTimeout) {
        Pool pool() {
            return new Pool(connections, connectionTimeout, statementTimeout, transactionTimeout);
        }
    }

    record Webhooks(
            @DefaultValue("8") @Min(1) @Max(200) int connections,
            @DefaultValue("2s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("30s") Duration transactionTimeout) {
        Pool pool() {
            return new Pool(connections, connectionTimeout, statementTimeout, transactionTimeout);
        }
    }

    record Background(
            @DefaultValue("8") @Min(1) @Max(200) int connections,
            @DefaultValue("5s") Duration connectionTimeout,
            @DefaultValue("5m") Duration statementTimeout,
            @DefaultValue("10m") Duration transactionTimeout) {
        Pool pool() {
            return new Pool(connections, connectionTimeout, statementTimeout, transactionTimeout);
        }
    }

    /** As many listeners work at a time as there are connections. What takes long is no listener's work. */
    record Listeners(
            @DefaultValue("4") @Min(1) @Max(200) int connections,
            @DefaultValue("5s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("60s") Duration transactionTimeout) {
        Pool pool() {
            return new Pool(connections, connectionTimeout, statementTimeout, transactionTimeout);
        }
    }
}
