package dev.keelson.webhooks;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When and how fast we compare with the vendors.
 *
 * @param scheduled false leaves it to administrators; what was asked for still runs
 * @param fullAt when the nightly full pass begins, in UTC
 * @param overlap how far a job reaches back beyond the one before it, or beyond a downtime
 * @param lookBack how far the first one reaches back
 * @param downtime how long nobody may have been there until everything is compared at once
 * @param maxAttempts after so many failures in a row a job is given up
 * @param pause the pause after the first failure; it doubles with each
 * @param maxVanished so many objects may have gone at the vendor since the last full pass, whatever their share
 * @param maxVanishedShare beyond this share (0–1) a full pass stops and deletes nothing
 * @param keep how long finished jobs are kept
 */
@Validated
@ConfigurationProperties("keelson.webhooks.reconcile")
record SyncSettings(
        @DefaultValue("true") boolean scheduled,
        @DefaultValue("03:10") LocalTime fullAt,
        @DefaultValue("5m") Duration overlap,
        @DefaultValue("1d") Duration lookBack,
        @DefaultValue("2m") Duration downtime,
        @DefaultValue("8") @Min(1) int maxAttempts,
        @DefaultValue("5s") Duration pause,
        @DefaultValue("10") @Min(0) int maxVanished,
        @DefaultValue("0.2") double maxVanishedShare,
        @DefaultValue("30d") Duration keep,
        @DefaultValue @Valid Vendor clerk,
        @DefaultValue @Valid Vendor stripe,
        @DefaultValue @Valid Vendor ayrshare) {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /**
     * What is set for one vendor; what is not set is as the vendor needs it.
     *
     * @param requestsPerSecond how many calls we make at most, beside those that users cause; without it 5 for Clerk and
     *     Stripe, 2 for Ayrshare
     * @param every how often what has changed is compared, zero for never; without it every 15 minutes for Clerk, 10 for Stripe,
     *     5 for Ayrshare
     */
    record Vendor(
            @Nullable @Positive Double requestsPerSecond,
            @Nullable Duration every) {}

    /** A fifth or less of what each vendor allows: 25/s, 100 in 10 s (development instances), 300 in 5 min a profile. */
    double requestsPerSecond(WebhookProvider provider) {
        Double set = of(provider).requestsPerSecond();
        if (set != null) {
            return set;
        }
        return switch (provider) {
            case STRIPE, CLERK -> 5;
            case AYRSHARE -> 2;
        };
    }

    /** Ayrshare gives up after three attempts in 35 seconds, the others try for a day and longer. */
    Duration every(WebhookProvider provider) {
        Duration set = of(provider).every();
        if (set != null) {
            return set;
        }
        return switch (provider) {
            case AYRSHARE -> Duration.ofMinutes(5);
            case STRIPE -> Duration.ofMinutes(10);
            case CLERK -> Duration.ofMinutes(15);
        };
    }

    /** @param failures so many in a row, 1 for the first */
    Duration pauseAfter(int failures) {
        Duration doubled = pause.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private Vendor of(WebhookProvider provider) {
        return switch (provider) {
            case CLERK -> clerk;
            case STRIPE -> stripe;
            case AYRSHARE -> ayrshare;
        };
    }
}
