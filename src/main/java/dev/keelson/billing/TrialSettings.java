package dev.keelson.billing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a user may try for nothing.
 *
 * @param longestDays how many days of trial a user may ask for; a price may say more for itself (Stripe's
 *     {@code recurring.trial_period_days})
 */
@Validated
@ConfigurationProperties("keelson.billing.trial")
record TrialSettings(@DefaultValue("14") @Min(0) @Max(730) int longestDays) {}
