package dev.keelson.limits;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often the API may be called.
 *
 * @param enabled whether there are limits at all
 * @param shared whether all nodes count together, in the database; otherwise each node counts for itself
 * @param remembered callers that this node remembers, for each policy; beyond it the least active are forgotten
 * @param connections connections to the database for counting together, at most, on this node
 * @param address what one client address may send, with a token or without; the network of an IPv6 client, its /64
 * @param user what one user may send, all kinds of requests together
 * @param read what one user may read
 * @param write what one user may change
 * @param expensive what one user may ask for that costs vendor calls, jobs or money
 * @param sensitive what one user may do that cannot be taken back, or that changes what others may do
 */
@Validated
@ConfigurationProperties("keelson.rate-limits")
record RateLimitSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") boolean shared,
        @DefaultValue("100000") @Min(1_000) int remembered,
        @DefaultValue("8") @Min(1) @Max(50) int connections,
        @NotNull @Valid Limit address,
        @NotNull @Valid Limit user,
        @NotNull @Valid Limit read,
        @NotNull @Valid Limit write,
        @NotNull @Valid Limit expensive,
        @NotNull @Valid Limit sensitive) {

    /**
     * @param requests so many at once, and so many more while each such time passes
     * @param per how long that time is, from a second to a year
     */
    record Limit(
            @Min(1) @Max(10_000_000) int requests,

            @NotNull @DurationMin(seconds = 1) @DurationMax(days = 366)
            Duration per) {}

    Limit limit(RateLimitPolicy policy) {
        return switch (policy) {
            case ADDRESS -> address;
            case USER -> user;
            case READ -> read;
            case WRITE -> write;
            case EXPENSIVE -> expensive;
            case SENSITIVE -> sensitive;
        };
    }
}
