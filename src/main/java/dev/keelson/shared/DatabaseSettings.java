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

    /** What the lanes' pools differ in. */
    interface Pool {
        /** At most, on this node. */
        int connections();

        /** How long work waits for a connection before it fails; a user is then told to try again. */
        Duration connectionTimeout();

        /** Longest statement. */
        Duration statementTimeout();

        /** Longest transaction, where PostgreSQL knows that guard (17 and later). */
        Duration transactionTimeout();
    }

    /**
     * Users' requests.
     *
     * @param connections how many, at most
     * @param connectionTimeout how long work waits for a connection before it fails
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     */
    record Web(
            @DefaultValue("16") @Min(1) @Max(200) int connections,
            @DefaultValue("2s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("60s") Duration transactionTimeout)
            implements Pool {}

    /**
     * The webhook inbox's workers.
     *
     * @param connections how many, at most
     * @param connectionTimeout how long work waits for a connection before it fails
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     */
    record Webhooks(
            @DefaultValue("8") @Min(1) @Max(200) int connections,
            @DefaultValue("2s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("30s") Duration transactionTimeout)
            implements Pool {}

    /**
     * Scheduled tasks, which may take minutes.
     *
     * @param connections how many, at most
     * @param connectionTimeout how long work waits for a connection before it fails
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     */
    record Background(
            @DefaultValue("8") @Min(1) @Max(200) int connections,
            @DefaultValue("5s") Duration connectionTimeout,
            @DefaultValue("5m") Duration statementTimeout,
            @DefaultValue("10m") Duration transactionTimeout)
            implements Pool {}

    /**
     * As many listeners work at a time as there are connections. What takes long is no listener's work.
     *
     * @param connections how many, at most
     * @param connectionTimeout how long work waits for a connection before it fails
     * @param statementTimeout longest statement
     * @param transactionTimeout longest transaction, where PostgreSQL knows that guard (17 and later)
     */
    record Listeners(
            @DefaultValue("4") @Min(1) @Max(200) int connections,
            @DefaultValue("5s") Duration connectionTimeout,
            @DefaultValue("15s") Duration statementTimeout,
            @DefaultValue("60s") Duration transactionTimeout)
            implements Pool {}
}
