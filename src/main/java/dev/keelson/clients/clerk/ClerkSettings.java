package dev.keelson.clients.clerk;

import dev.keelson.clients.VendorSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Clerk instance that this installation belongs to.
 *
 * @param apiUrl the Backend API, with its version: {@code https://api.clerk.com/v1}
 * @param secretKey the Backend API's key, {@code sk_…}
 * @param issuer the {@code iss} of session tokens: the instance's Frontend API, without a slash at its end
 * @param jwksUrl where the keys of session tokens are published; below the issuer unless said otherwise
 * @param authorizedParties the origins whose tokens are accepted ({@code azp})
 * @param allowAbsentAzp whether a token without {@code azp} is accepted too, as native apps send it
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take, to its last byte
 * @param deadline how long a user waits for a call, with its repetitions and all waiting
 * @param backgroundDeadline how long a task waits for a call
 * @param cache how long which answers are kept, by the cache's name; an operation whose cache is not named is always asked for
 */
@Validated
@ConfigurationProperties("keelson.clients.clerk")
public record ClerkSettings(
        @NotBlank String apiUrl,
        @NotBlank String secretKey,
        @NotBlank String issuer,
        @Nullable String jwksUrl,
        @DefaultValue List<String> authorizedParties,
        @DefaultValue("false") boolean allowAbsentAzp,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("5s") Duration readTimeout,
        @DefaultValue("10s") Duration deadline,
        @DefaultValue("1m") Duration backgroundDeadline,
        @DefaultValue @Valid @NestedConfigurationProperty Retry retry,
        @DefaultValue @Valid @NestedConfigurationProperty Breaker breaker,
        @DefaultValue @Valid @NestedConfigurationProperty Bulkhead bulkhead,
        @DefaultValue @Valid ClerkLimit limit,
        @DefaultValue Map<String, @Valid Cache> cache)
        implements VendorSettings {

    private static final String KEYS_BELOW_ISSUER = "/.well-known/jwks.json";

    /**
     * <a href="https://clerk.com/docs/guides/how-clerk-works/system-limits">Clerk's</a> is 1000 calls in ten seconds, and 100
     * to a development instance.
     *
     * @param calls so many calls in each period
     * @param testCalls so many with a test key
     * @param period how long such a period is
     * @param reserve the share of the calls that tasks leave to users, from 0 to 0.9
     * @param patience how long a user's call waits for its turn
     * @param backgroundPatience how long a task's call waits for its turn
     */
    public record ClerkLimit(
            @DefaultValue("900") @Min(1) int calls,
            @DefaultValue("90") @Min(1) int testCalls,
            @DefaultValue("10s") Duration period,

            @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("0.9")
            double reserve,

            @DefaultValue("500ms") Duration patience,
            @DefaultValue("5s") Duration backgroundPatience)
            implements Limit {}

    @Override
    public int callsAllowed() {
        return secretKey.startsWith("sk_test_") ? limit.testCalls() : limit.calls();
    }

    public String keysUrl() {
        return jwksUrl == null || jwksUrl.isBlank() ? issuer + KEYS_BELOW_ISSUER : jwksUrl;
    }

    /** Never the key itself: settings get logged. */
    @Override
    public String toString() {
        return "ClerkSettings[apiUrl=%s, issuer=%s]".formatted(apiUrl, issuer);
    }
}
