package dev.keelson.webhooks;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Beyond what the health group {@code webhooks} is down.
 *
 * @param oldestAge how long an event may wait, attempts that failed included
 * @param dead how many dead events may stand there that nobody has decided about; one alone is an alert and no outage
 * @param snapshotAge how long a transaction may keep vacuum from the work table
 * @param deadTuples how many dead rows the work table may have
 */
@Validated
@ConfigurationProperties("keelson.webhooks.health")
record WebhooksHealthSettings(
        @DefaultValue("5m") Duration oldestAge,
        @DefaultValue("100") @Min(0) long dead,
        @DefaultValue("15m") Duration snapshotAge,
        @DefaultValue("500000") @Min(0) long deadTuples) {}
