package dev.keelson.clients.ayrshare;

import dev.keelson.clients.VendorSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Where Ayrshare is and as whom we call it.
 *
 * @param apiUrl its API, {@code https://api.ayrshare.com/api} in production
 * @param apiKey the primary profile's key: every call carries it
 * @param xApiKey key of our own X developer app, without which X refuses what Ayrshare sends for us
 * @param xApiSecret the secret of that app
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take, to its last byte
 * @param postReadTimeout how long the answer to a post may take: Ayrshare fetches and converts its media before it answers
 * @param uploadReadTimeout how long an upload may take, from its first byte to its answer: Ayrshare's upload addresses are good
 *     for half an hour
 * @param deadline how long a user waits for a call, with its repetitions and all waiting
 * @param backgroundDeadline how long a task waits for a call
 * @param cache how long which answers are kept, by the cache's name; an operation whose cache is not named is always asked for
 */
@Validated
@ConfigurationProperties("keelson.clients.ayrshare")
public record AyrshareSettings(
        @NotBlank String apiUrl,
        @NotBlank String apiKey,
        @Nullable String xApiKey,
        @Nullable String xApiSecret,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("5m") Duration postReadTimeout,
        @DefaultValue("25m") Duration uploadReadTimeout,
        @DefaultValue("15s") Duration deadline,
        @DefaultValue("1m") Duration backgroundDeadline,
        @DefaultValue @Valid @NestedConfigurationProperty Retry retry,
        @DefaultValue @Valid @NestedConfigurationProperty Breaker breaker,
        @DefaultValue @Valid @NestedConfigurationProperty Bulkhead bulkhead,
        @DefaultValue @Valid AyrshareLimit limit,
        @DefaultValue Map<String, @Valid Cache> cache)
        implements VendorSettings {

    /**
     * <a href="https://www.ayrshare.com/docs/errors/overview">Ayrshare's</a> is 300 calls in five minutes for each user profile;
     * a thousand refusals in a day suspend the profile.
     *
     * @param calls so many calls in each period, for each profile
     * @param period how long such a period is
     * @param reserve the share of the calls that tasks leave to users, from 0 to 0.9
     * @param patience how long a user's call waits for its turn
     * @param backgroundPatience how long a task's call waits for its turn
     */
    public record AyrshareLimit(
            @DefaultValue("280") @Min(1) int calls,
            @DefaultValue("5m") Duration period,

            @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("0.9")
            double reserve,

            @DefaultValue("500ms") Duration patience,
            @DefaultValue("5s") Duration backgroundPatience)
            implements Limit {}

    /** Whether X can be reached at all. */
    public boolean hasXKeys() {
        return StringUtils.hasText(xApiKey) && StringUtils.hasText(xApiSecret);
    }

    @Override
    public String toString() {
        return "AyrshareSettings[apiUrl=%s, readTimeout=%s, postReadTimeout=%s]"
                .formatted(apiUrl, readTimeout, postReadTimeout);
    }
}
