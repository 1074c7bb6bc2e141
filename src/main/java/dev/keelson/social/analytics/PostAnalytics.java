package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a post does on each of its networks. */
record PostAnalytics(UUID postId, List<Target> targets) {
    /**
     * @param reason why the numbers are missing, or no newer ones come at present; null where all is as it should be
     * @param meaning the same in words
     * @param numbers the five
     * @param meanings what the network means by a number, where that is not the obvious
     * @param own the network's own numbers; null where there are none
     * @param asOf when the network counted
     * @param nextUpdate when it is asked again; null for no more
     * @param refreshableAt from when on a refresh asks anew; null where there is nothing to ask
     * @param lag how long the network takes until it tells; null where it tells at once
     * @param history earlier numbers, the oldest first
     */
    record Target(
            Platform platform,
            MetricState state,
            @Nullable MetricReason reason,
            @Nullable String meaning,
            @Nullable Instant publishedAt,
            Map<Metric, Value> numbers,
            Map<Metric, String> meanings,
            @Nullable JsonNode own,
            @Nullable Instant asOf,
            @Nullable Instant nextUpdate,
            @Nullable Instant refreshableAt,
            NetworkMetrics.@Nullable Lag lag,
            List<Snapshot> history) {}

    /** @param reason why there is no value; null where there is one */
    record Value(@Nullable Long value, @Nullable MetricReason reason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Snapshot(
            Instant at,
            @Nullable Long views,
            @Nullable Long likes,
            @Nullable Long shares,
            @Nullable Long comments,
            @Nullable Long clicks) {}

    static Map<Metric, Value> numbers(
            Platform platform, MetricState state, @Nullable MetricReason reason, Counts counts) {
        Map<Metric, Value> numbers = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            Long value = counts.get(metric);
            numbers.put(metric, new Value(value, value == null ? Sums.reason(platform, metric, state, reason) : null));
        }
        return numbers;
    }
}
