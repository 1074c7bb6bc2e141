package dev.keelson.social.analytics;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often numbers are collected, and within which limits.
 *
 * @param every pause between two rounds
 * @param early how old a post is when it is first asked for, and a few times more on its first day
 * @param dailyUntil up to this age it is then asked for each day
 * @param weeklyUntil up to this age it is then asked for each week, and no more after that
 * @param batch how many posts are taken at a time
 * @param parallel how many profiles are asked at once
 * @param callsPerProfile so many calls of a profile in each {@code profileWindow}: a part of Ayrshare's limit, since publishing
 *     needs the same
 * @param profileWindow how long such a window is
 * @param xCallsADay so many calls that concern X in 24 hours, over all profiles; Ayrshare's limit is 1,000, or 500 in its smaller
 *     plan
 * @param xCallsForUsers how many of these are kept for users who ask for a refresh
 * @param fresh how old an answer is at least before a user's refresh asks anew; Ayrshare does not count anew before
 * @param firstPause how long one that could not be asked waits; each pause is twice the one before
 * @param longestPause how long it waits at most
 * @param maxRefusals how often a refusal that may pass is met before it is no longer asked
 * @param accountsEvery how often accounts are asked for
 * @param keepAll up to this age of a post all its numbers are kept, later the last of each day
 * @param bestTimesOf how far back best times look
 * @param bestTimesMinPosts with how many posts they can be told at all
 */
@Validated
@ConfigurationProperties("keelson.social.analytics")
record AnalyticsSettings(
        @DefaultValue("1m") @DurationMin(millis = 100) Duration every,
        @DefaultValue({"1h", "4h", "12h"}) @NotEmpty List<Duration> early,
        @DefaultValue("7d") Duration dailyUntil,
        @DefaultValue("90d") Duration weeklyUntil,
        @DefaultValue("100") @Min(1) @Max(1_000) int batch,
        @DefaultValue("4") @Min(1) @Max(64) int parallel,
        @DefaultValue("60") @Min(1) int callsPerProfile,
        @DefaultValue("5m") @DurationMin(seconds = 1) Duration profileWindow,
        @DefaultValue("1000") @Min(0) int xCallsADay,
        @DefaultValue("100") @Min(0) int xCallsForUsers,
        @DefaultValue("15m") Duration fresh,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration firstPause,
        @DefaultValue("6h") @DurationMin(millis = 1) Duration longestPause,
        @DefaultValue("8") @Min(1) int maxRefusals,
        @DefaultValue("24h") @DurationMin(minutes = 1) Duration accountsEvery,
        @DefaultValue("2d") Duration keepAll,
        @DefaultValue("180d") Duration bestTimesOf,
        @DefaultValue("20") @Min(5) int bestTimesMinPosts) {

    @AssertTrue(message = "early must grow, and be followed by dailyUntil and weeklyUntil")
    boolean isOrdered() {
        return early.equals(early.stream().sorted().distinct().toList())
                && early.getLast().compareTo(dailyUntil) <= 0
                && dailyUntil.compareTo(weeklyUntil) <= 0;
    }

    /** What the collection may use of X's limit. */
    int xCallsForCollection() {
        return Math.max(0, xCallsADay - xCallsForUsers);
    }

    Duration pauseAfter(int failures) {
        Duration pause = firstPause.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
