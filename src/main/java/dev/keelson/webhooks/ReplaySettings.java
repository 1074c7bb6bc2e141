package dev.keelson.webhooks;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a replay of many events goes.
 *
 * @param perSecond how many of them become due in a second; well below what the workers do, so that new events get through
 * @param most how many events one replay may have
 */
@Validated
@ConfigurationProperties("keelson.webhooks.replay")
record ReplaySettings(
        @DefaultValue("200") @Min(1) @Max(10_000) int perSecond,
        @DefaultValue("50000") @Min(1) @Max(1_000_000) int most) {}
