package dev.keelson.social.analytics;

import dev.keelson.social.networks.Platform;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What each network tells about an account, by the names that
 * <a href="https://www.ayrshare.com/docs/apis/analytics/social">Ayrshare</a> hands on. Of the networks that are not here the names
 * are not documented, and they are not asked for.
 *
 * @param followers null where there is no such number
 * @param following whom the account follows
 * @param posts how many it has published
 */
record AccountNumbers(
        @Nullable Source followers,
        @Nullable Source following,
        @Nullable Source posts) {
    private static final Map<Platform, AccountNumbers> TABLE = new EnumMap<>(Map.of(
            Platform.BLUESKY, of("followersCount", "followsCount", null),
            Platform.FACEBOOK, of("followersCount | fanCount", null, null),
            Platform.GMB, of(null, null, null),
            Platform.INSTAGRAM, of("followersCount", "followsCount", "mediaCount"),
            Platform.LINKEDIN, of("followers.organicFollowerCount + followers.paidFollowerCount", null, null),
            Platform.TIKTOK, of("followerCount", null, "videoCountTotal"),
            Platform.X, of("followersCount", null, "tweetCount"),
            Platform.YOUTUBE, of("subscriberCount", null, null)));

    private static AccountNumbers of(@Nullable String followers, @Nullable String following, @Nullable String posts) {
        return new AccountNumbers(source(followers), source(following), source(posts));
    }

    private static @Nullable Source source(@Nullable String text) {
        return text == null ? null : new Source(text);
    }

    static Set<Platform> networks() {
        return TABLE.keySet();
    }

    static Optional<AccountNumbers> on(Platform platform) {
        return Optional.ofNullable(TABLE.get(platform));
    }

    static @Nullable Long read(@Nullable Source source, JsonNode analytics) {
        return source == null ? null : source.read(analytics);
    }
}
