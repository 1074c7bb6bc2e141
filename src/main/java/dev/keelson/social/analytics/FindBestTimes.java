package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.analytics.BestTimes.NetworkMedian;
import dev.keelson.social.analytics.BestTimes.Result;
import dev.keelson.social.analytics.BestTimes.Slot;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Compares own posts with each other by when they were published: each with the median of its network. */
@Component
class FindBestTimes {
    /** A post's numbers move most on its first days: a younger one would count for less than it is. */
    private static final Duration SETTLED = Duration.ofDays(2);

    private static final int MOST_POSTS = 5_000;

    private final JdbcClient jdbc;
    private final AnalyticsSettings settings;
    private final InstantSource clock;

    FindBestTimes(JdbcClient jdbc, AnalyticsSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    record Published(UUID post, Platform platform, Instant at, long engagement) {}

    BestTimes of(UserId user, ZoneId zone, Set<Platform> platforms) {
        Instant to = clock.instant().minus(SETTLED);
        Instant from = to.minus(settings.bestTimesOf());
        var published = published(user, platforms, from, to);
        var medians = medians(published);
        var results = results(published, medians, zone);
        boolean enough = results.size() >= settings.bestTimesMinPosts();
        var best = enough ? BestTimes.best(results) : List.<BestTimes.Hour>of();
        return new BestTimes(
                zone.getId(),
                from.atZone(zone).toLocalDate(),
                to.atZone(zone).toLocalDate(),
                enough,
                results.size(),
                settings.bestTimesMinPosts(),
                reason(enough, best),
                medians.values().stream().toList(),
                best);
    }

    private static @Nullable String reason(boolean enough, List<BestTimes.Hour> best) {
        if (!enough) {
            return "Not enough posts whose numbers are known and two days old.";
        }
        return best.isEmpty() ? "No hour of the week has three posts yet." : null;
    }

    private List<Published> published(UserId user, Set<Platform> platforms, Instant from, Instant to) {
        return jdbc.sql("""
                        select post_id, platform, published_at,
                          coalesce(likes, 0) + coalesce(shares, 0) + coalesce(comments, 0) + coalesce(clicks, 0) as engagement
                        from post_metrics
                        where user_id = :user and published_at >= :from and published_at < :to
                          and platform = any(:platforms) and num_nonnulls(likes, shares, comments, clicks) > 0
                          and as_of >= published_at + :settled * interval '1 second'
                        order by published_at desc limit :limit
                        """)
                .param("user", user.value())
                .param("from", at(from))
                .param("to", at(to))
                .param("platforms", platforms.stream().map(Platform::id).toArray(String[]::new))
                .param("settled", SETTLED.toSeconds())
                .param("limit", MOST_POSTS)
                .query((row, _) -> new Published(
                        row.getObject("post_id", UUID.class),
                        Platform.of(row.getString("platform")).orElseThrow(),
                        Timestamps.requiredInstant(row, "published_at"),
                        row.getLong("engagement")))
                .list();
    }

    static Map<Platform, NetworkMedian> medians(List<Published> published) {
        Map<Platform, NetworkMedian> medians = new EnumMap<>(Platform.class);
        published.stream()
                .collect(Collectors.groupingBy(Published::platform))
                .forEach((platform, posts) -> medians.put(
                        platform,
                        new NetworkMedian(
                                platform,
                                posts.size(),
                                median(posts.stream()
                                        .mapToLong(Published::engagement)
                                        .sorted()
                                        .toArray()))));
        return medians;
    }

    private static double median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /** One for each post and hour: on several networks at once it is still one piece of luck. */
    static List<Result> results(List<Published> published, Map<Platform, NetworkMedian> medians, ZoneId zone) {
        record Key(UUID post, Slot slot) {}
        Map<Key, List<Double>> scores = published.stream()
                .collect(Collectors.groupingBy(
                        post -> new Key(post.post(), slot(post.at(), zone)),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                post -> score(post, Objects.requireNonNull(medians.get(post.platform()))),
                                Collectors.toList())));
        return scores.entrySet().stream()
                .map(entry -> new Result(
                        entry.getKey().slot(),
                        entry.getValue().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(0)))
                .toList();
    }

    private static Slot slot(Instant at, ZoneId zone) {
        var local = at.atZone(zone);
        return new Slot(local.getDayOfWeek(), local.getHour());
    }

    /** Multiples are compared, since engagement has no upper end; one is added so that nothing is a number too. */
    private static double score(Published post, NetworkMedian usual) {
        return Math.log((post.engagement() + 1) / (usual.median() + 1));
    }
}
