package dev.keelson.clients.stripe;

import dev.keelson.clients.VendorSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Stripe is and as whom we call it.
 *
 * @param apiUrl {@code https://api.stripe.com}, or a stand-in's address
 * @param secretKey a secret or restricted key; its prefix says whether real money moves
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take, to its last byte
 * @param deadline how long a user waits for a call, with its repetitions and all waiting
 * @param backgroundDeadline how long a task waits for a call
 * @param cache how long which answers are kept, by the cache's name; an operation whose cache is not named is always asked for
 */
@Validated
@ConfigurationProperties("keelson.clients.stripe")
public record StripeSettings(
        @NotBlank String apiUrl,
        @NotBlank String secretKey,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("20s") Duration readTimeout,
        @DefaultValue("25s") Duration deadline,
        @DefaultValue("1m") Duration backgroundDeadline,
        @DefaultValue @Valid @NestedConfigurationProperty Retry retry,
        @DefaultValue @Valid @NestedConfigurationProperty Breaker breaker,
        @DefaultValue @Valid @NestedConfigurationProperty Bulkhead bulkhead,
        @DefaultValue @Valid StripeLimit limit,
        @DefaultValue Map<String, @Valid Cache> cache)
        implements VendorSettings {

    /**
     * <a href="https://docs.stripe.com/rate-limits">Stripe's</a> is 100 calls a second, and 25 to a sandbox.
     *
     * @param calls so many calls in each period
     * @param testCalls so many with a test key
     * @param period how long such a period is
     * @param reserve the share of the calls that tasks leave to users, from 0 to 0.9
     * @param patience how long a user's call waits for its turn
     * @param backgroundPatience how long a task's call waits for its turn
     */
    public record StripeLimit(
            @DefaultValue("90") @Min(1) int calls,
            @DefaultValue("22") @Min(1) int testCalls,
            @DefaultValue("1s") Duration period,

            @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("0.9")
            double reserve,

            @DefaultValue("1s") Duration patience,
            @DefaultValue("5s") Duration backgroundPatience)
            implements Limit {}

    @Override
    public int callsAllowed() {
        return livemode() ? limit.calls() : limit.testCalls();
    }

    /** Whether the key is one of live mode. What the other mode does is none of our business. */
    public boolean livemode() {
        return secretKey.startsWith("sk_live_") || secretKey.startsWith("rk_live_");
    }

    /** Without the key, which would otherwise reach a log with any dump of the settings. */
    @Override
    public String toString() {
        return "StripeSettings[apiUrl=%s, livemode=%s]".formatted(apiUrl, livemode());
    }
}
