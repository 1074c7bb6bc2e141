package dev.keelson.social.analytics;

import dev.keelson.social.networks.Platform;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The five numbers of several posts, added up. A post on two networks counts as two.
 *
 * @param posts how many there are
 */
record Sums(long posts, Sum views, Sum likes, Sum shares, Sum comments, Sum clicks) {
    static final Sums NONE = of(0, _ -> Sum.NONE);

    /**
     * One of the numbers.
     *
     * @param value the sum of what is known; null where nothing is, and never 0 instead
     * @param known of how many posts it is known
     * @param missing of how many it is not, by the reason; together with {@code known} they are all the posts
     */
    record Sum(@Nullable Long value, long known, Map<MetricReason, Long> missing) {
        static final Sum NONE = new Sum(null, 0, Map.of());

        Sum plus(Sum other) {
            var all = new TreeMap<>(missing);
            other.missing.forEach((reason, posts) -> all.merge(reason, posts, Long::sum));
            return new Sum(added(value, other.value), known + other.known, Collections.unmodifiableMap(all));
        }

        private static @Nullable Long added(@Nullable Long a, @Nullable Long b) {
            return a == null ? b : b == null ? a : Long.valueOf(a + b);
        }
    }

    /**
     * Posts on a network that are in the same state.
     *
     * @param reason why they are in it
     * @param known of how many each number is known
     * @param values the sums of these
     */
    record Group(
            Platform platform,
            MetricState state,
            @Nullable MetricReason reason,
            long posts,
            Map<Metric, Long> known,
            Counts values) {}

    static Sums of(Group group) {
        return of(group.posts(), metric -> {
            long known = group.known().getOrDefault(metric, 0L);
            long missing = group.posts() - known;
            return new Sum(
                    known == 0 ? null : group.values().get(metric),
                    known,
                    missing == 0 ? Map.of() : Map.of(reason(group, metric), missing));
        });
    }

    /** Why a number of a post in that state is missing. */
    private static MetricReason reason(Group group, Metric metric) {
        return reason(group.platform(), metric, group.state(), group.reason());
    }

    static MetricReason reason(Platform platform, Metric metric, MetricState state, @Nullable MetricReason reason) {
        var never = NetworkMetrics.on(platform).whyNever(metric);
        if (never != null) {
            return never;
        }
        if (state == MetricState.COLLECTED) {
            return MetricReason.NOT_IN_ANSWER;
        }
        return reason == null ? MetricReason.NOT_ASKED_YET : reason;
    }

    private static Sums of(long posts, Function<Metric, Sum> sum) {
        return new Sums(
                posts,
                sum.apply(Metric.VIEWS),
                sum.apply(Metric.LIKES),
                sum.apply(Metric.SHARES),
                sum.apply(Metric.COMMENTS),
                sum.apply(Metric.CLICKS));
    }

    Sum get(Metric metric) {
        return switch (metric) {
            case VIEWS -> views;
            case LIKES -> likes;
            case SHARES -> shares;
            case COMMENTS -> comments;
            case CLICKS -> clicks;
        };
    }

    Sums plus(Sums other) {
        return of(posts + other.posts, metric -> get(metric).plus(other.get(metric)));
    }
}
