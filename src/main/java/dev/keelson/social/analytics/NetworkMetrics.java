package dev.keelson.social.analytics;

import static dev.keelson.social.analytics.Metric.CLICKS;
import static dev.keelson.social.analytics.Metric.COMMENTS;
import static dev.keelson.social.analytics.Metric.LIKES;
import static dev.keelson.social.analytics.Metric.SHARES;
import static dev.keelson.social.analytics.Metric.VIEWS;

import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The one table of what each network tells about a post, by the names that
 * <a href="https://www.ayrshare.com/docs/apis/analytics/post">Ayrshare</a> hands on, as of October 2026.
 *
 * @param told from where each of the five numbers comes; what is not in it the network does not tell
 * @param meanings what the network means by a number, where that is not the obvious
 * @param lag how long the network takes until it tells; null where it tells at once
 * @param known whether there are analytics, and whether their names are known
 */
record NetworkMetrics(
        Platform platform,
        Map<Metric, Source> told,
        Map<Metric, String> meanings,
        @Nullable Lag lag,
        Knowledge known) {

    /** As of this day; when it changes, so may the table. */
    static final String AS_OF = "2026-10-06";

    /** For so long the numbers of a story can be asked for. */
    static final Duration STORY_LIFE = Duration.ofHours(24);

    enum Knowledge {
        KNOWN,
        /** Ayrshare has no analytics of it. */
        NO_ANALYTICS,
        /** There are numbers, whose names are not documented: they are kept as they come. */
        NAMES_UNKNOWN
    }

    /** After how long the network tells, at the earliest and at the latest. */
    record Lag(Duration from, Duration to) {
        static Lag hours(int from, int to) {
            return new Lag(Duration.ofHours(from), Duration.ofHours(to));
        }
    }

    private static final Map<Platform, NetworkMetrics> TABLE = List.of(
                    of(Platform.BLUESKY)
                            .told(LIKES, "likeCount")
                            .told(SHARES, "repostCount + quoteCount", "reposts and quotes")
                            .told(COMMENTS, "replyCount", "replies"),
                    of(Platform.FACEBOOK)
                            .told(VIEWS, "mediaView | videoViews", "views of the media, else of the video")
                            .told(LIKES, "likeCount | reactions.total", "likes, else all reactions")
                            .told(SHARES, "sharesCount")
                            .told(COMMENTS, "commentsCount"),
                    of(Platform.GMB).without(Knowledge.NO_ANALYTICS),
                    of(Platform.INSTAGRAM)
                            .told(
                                    VIEWS,
                                    "viewsCount | igReelsAggregatedAllPlaysCount | playsCount",
                                    "views, else plays of the reel; repeated ones count")
                            .told(LIKES, "likeCount")
                            .told(SHARES, "sharesCount")
                            .told(COMMENTS, "commentsCount | repliesCount", "comments; replies to a story"),
                    of(Platform.LINKEDIN)
                            .told(VIEWS, "impressionCount", "impressions: how often it was on a screen")
                            .told(LIKES, "likeCount")
                            .told(SHARES, "shareCount")
                            .told(COMMENTS, "commentCount")
                            .told(CLICKS, "clickCount", "all clicks: content, link, name, logo"),
                    of(Platform.PINTEREST)
                            .told(VIEWS, "impression", "impressions: how often it was on a screen")
                            .told(LIKES, "totalReactions", "reactions")
                            .told(SHARES, "save", "saves to a board")
                            .told(COMMENTS, "totalComments")
                            .told(CLICKS, "outboundClick", "clicks that leave for the link; opening the pin is none")
                            .after(Lag.hours(24, 72)),
                    of(Platform.REDDIT).without(Knowledge.NAMES_UNKNOWN),
                    of(Platform.SNAPCHAT).without(Knowledge.NAMES_UNKNOWN),
                    of(Platform.TELEGRAM).without(Knowledge.NO_ANALYTICS),
                    of(Platform.THREADS)
                            .told(VIEWS, "views")
                            .told(LIKES, "likes")
                            .told(SHARES, "reposts + quotes + shares", "reposts, quotes and shares")
                            .told(COMMENTS, "replies", "replies"),
                    of(Platform.TIKTOK)
                            .told(VIEWS, "videoViews", "views of the video")
                            .told(LIKES, "likeCount")
                            .told(SHARES, "shareCount")
                            .told(COMMENTS, "commentsCount")
                            .after(Lag.hours(24, 48)),
                    of(Platform.X)
                            .told(
                                    VIEWS,
                                    "publicMetrics.impressionCount | organicMetrics.impressionCount"
                                            + " | nonPublicMetrics.impressionCount",
                                    "impressions: how often it was on a screen")
                            .told(LIKES, "publicMetrics.likeCount | organicMetrics.likeCount")
                            .told(
                                    SHARES,
                                    "publicMetrics.retweetCount + publicMetrics.quoteCount"
                                            + " | organicMetrics.retweetCount + organicMetrics.quoteCount",
                                    "reposts and quotes")
                            .told(COMMENTS, "publicMetrics.replyCount | organicMetrics.replyCount", "replies"),
                    of(Platform.YOUTUBE)
                            .told(VIEWS, "views")
                            .told(LIKES, "likes")
                            .told(COMMENTS, "comments")
                            .after(Lag.hours(24, 48)))
            .stream()
            .map(Row::done)
            .collect(Collectors.toMap(
                    NetworkMetrics::platform, row -> row, (a, _) -> a, () -> new EnumMap<>(Platform.class)));

    static NetworkMetrics on(Platform platform) {
        return Objects.requireNonNull(TABLE.get(platform));
    }

    static List<NetworkMetrics> all() {
        return Arrays.stream(Platform.values()).map(NetworkMetrics::on).toList();
    }

    boolean tells(Metric metric) {
        return told.containsKey(metric);
    }

    /** Why this network never tells this number; null where it does. */
    @Nullable
    MetricReason whyNever(Metric metric) {
        return switch (known) {
            case NO_ANALYTICS -> MetricReason.NETWORK_WITHOUT_ANALYTICS;
            case NAMES_UNKNOWN -> MetricReason.NAMES_UNKNOWN;
            case KNOWN -> tells(metric) ? null : MetricReason.NOT_TOLD_BY_NETWORK;
        };
    }

    /** @param analytics the network's own numbers */
    Counts read(JsonNode analytics) {
        return Counts.of(metric -> {
            var source = told.get(metric);
            return source == null ? null : source.read(analytics);
        });
    }

    private static Row of(Platform platform) {
        return new Row(platform);
    }

    /** A row while it is written. */
    private static final class Row {
        private final Platform platform;
        private final Map<Metric, Source> told = new EnumMap<>(Metric.class);
        private final Map<Metric, String> meanings = new EnumMap<>(Metric.class);
        private @Nullable Lag lag;
        private Knowledge known = Knowledge.KNOWN;

        private Row(Platform platform) {
            this.platform = platform;
        }

        private Row told(Metric metric, String source) {
            told.put(metric, new Source(source));
            return this;
        }

        private Row told(Metric metric, String source, String meaning) {
            meanings.put(metric, meaning);
            return told(metric, source);
        }

        private Row after(Lag time) {
            lag = time;
            return this;
        }

        private Row without(Knowledge knowledge) {
            known = knowledge;
            return this;
        }

        private NetworkMetrics done() {
            // In the metrics' order, so that what is written from it is the same each time.
            return new NetworkMetrics(
                    platform, Collections.unmodifiableMap(told), Collections.unmodifiableMap(meanings), lag, known);
        }
    }
}
