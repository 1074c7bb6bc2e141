package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the posts of some days did, by what is known now.
 *
 * @param from the first day; a post belongs to the day on which it was published
 * @param to the last day
 * @param timeZone on whose clock these are days
 * @param days those on which something was published
 * @param top the posts with the most engagement: likes, shares, comments and clicks together, as far as they are known
 * @param accounts the linked accounts' numbers, day by day (UTC)
 * @param reasons what the reasons that occur mean
 */
record AnalyticsReport(
        LocalDate from,
        LocalDate to,
        String timeZone,
        Sums totals,
        List<Day> days,
        List<Network> platforms,
        List<Top> top,
        List<AccountSeries> accounts,
        Map<MetricReason, String> reasons) {

    record Day(LocalDate day, Sums sums) {}

    /**
     * @param lag how long the network takes until it tells; null where it tells at once
     * @param meanings what it means by a number, where that is not the obvious
     * @param asOf when the newest of its numbers were counted; null where there are none
     * @param oldestAsOf when the oldest were
     */
    record Network(
            Platform platform,
            Sums totals,
            NetworkMetrics.@Nullable Lag lag,
            Map<Metric, String> meanings,
            @Nullable Instant asOf,
            @Nullable Instant oldestAsOf,
            List<Day> days) {}

    /**
     * @param excerpt how its text begins
     * @param deleted whether the user has deleted it meanwhile
     */
    record Top(UUID postId, Instant publishedAt, String excerpt, boolean deleted, long engagement, Sums sums) {}

    /**
     * @param followers on the last day that is known
     * @param change from the first to the last day that are known; null where there are not two
     */
    record AccountSeries(
            Platform platform,
            @Nullable Long followers,
            @Nullable Long change,
            @Nullable Instant asOf,
            List<AccountDay> days) {}

    /** Null where the network does not tell. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccountDay(
            LocalDate day,
            @Nullable Long followers,
            @Nullable Long following,
            @Nullable Long posts) {}
}
