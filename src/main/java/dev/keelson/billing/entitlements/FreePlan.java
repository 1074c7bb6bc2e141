package dev.keelson.billing.entitlements;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What everybody has, and a user who pays for nothing has alone.
 *
 * @param features what it allows
 * @param limits how much of what, by name; a name with an underscore has to be written in brackets
 */
@Validated
@ConfigurationProperties("keelson.billing.free")
record FreePlan(
        @DefaultValue Set<String> features, @DefaultValue Map<String, @NotNull @Min(0) Long> limits) {}
