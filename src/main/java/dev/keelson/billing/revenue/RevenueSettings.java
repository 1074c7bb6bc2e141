package dev.keelson.billing.revenue;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How revenue's figures are kept.
 *
 * @param refreshEvery pause between two rounds in which the figures of customers are worked out of whom something was told: so
 *     old they are at most, unless so much is told that a round takes more than a tenth of it; then rounds have a tenth of the
 *     time, and the pause grows to twenty times itself at most
 */
@Validated
@ConfigurationProperties("keelson.billing.revenue")
record RevenueSettings(
        @DefaultValue("30s") @DurationMin(millis = 100) Duration refreshEvery) {}
