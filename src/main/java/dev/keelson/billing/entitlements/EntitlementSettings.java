package dev.keelson.billing.entitlements;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a node remembers what users are entitled to.
 *
 * @param kept how long it is believed, should nobody tell of a change; 0 for not at all
 * @param keptUnheard how long while the node cannot hear of changes, since its connection to the database is broken
 * @param users of how many users it is remembered
 */
@Validated
@ConfigurationProperties("keelson.billing.entitlements")
record EntitlementSettings(
        @DefaultValue("30s") @NotNull @DurationMin(millis = 0)
        Duration kept,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 0)
        Duration keptUnheard,

        @DefaultValue("50000") @Min(1) int users) {}
