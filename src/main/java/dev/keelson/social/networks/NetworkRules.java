package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a network accepts, as data: one table that the API shows and that every post is checked against. From Ayrshare's
 * <a href="https://www.ayrshare.com/docs/media-guidelines/overview">media guidelines</a> and
 * <a href="https://www.ayrshare.com/docs/apis/post/overview">its pages per network</a> as of {@link #AS_OF}.
 *
 * @param requires options that the network cannot do without: {@code title}, {@code subreddit}
 * @param deletable whether a published post can be deleted through Ayrshare
 * @param notes what the numbers do not say
 * @param source where the numbers are from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkRules(
        Platform platform,
        String name,
        Text text,
        @Nullable Integer maxHashtags,
        Media media,
        List<String> requires,
        @Nullable Integer maxTitleLength,
        boolean deletable,
        List<String> notes,
        String source) {

    /** When the table was last compared with its sources. */
    static final String AS_OF = "2026-10-04";

    /**
     * @param maxLength in the units of {@code counting}
     * @param cut whether a longer text is cut and not refused
     * @param optional whether media alone is enough
     */
    record Text(int maxLength, Counting counting, boolean cut, boolean optional) {}

    /**
     * @param required whether a text alone is refused
     * @param maxTotal of both kinds together
     * @param mixed whether images and videos can be in one post
     */
    record Media(boolean required, int maxImages, int maxVideos, int maxTotal, boolean mixed) {}

    private static final String SOURCE = "https://www.ayrshare.com/docs/media-guidelines/";

    private static final Map<Platform, NetworkRules> TABLE = table();

    public static NetworkRules of(Platform platform) {
        return Objects.requireNonNull(TABLE.get(platform));
    }

    static List<NetworkRules> all() {
        return List.copyOf(TABLE.values());
    }

    private static Map<Platform, NetworkRules> table() {
        var rules = List.of(
                rule(Platform.BLUESKY, text(300, Counting.GRAPHEMES), imagesOrVideo(4)),
                rule(Platform.FACEBOOK, textOrMedia(63_206), imagesOrVideo(10)),
                rule(Platform.GMB, text(1_500, Counting.CODE_POINTS), new Media(false, 1, 0, 1, false))
                        .noting("Google refuses a text with a phone number."),
                rule(Platform.INSTAGRAM, textOrMedia(2_200), new Media(true, 10, 10, 10, true))
                        .hashtags(5)
                        .permanent()
                        .noting("Needs a business or creator account."),
                rule(Platform.LINKEDIN, textOrMedia(3_000), imagesOrVideo(9)),
                rule(Platform.PINTEREST, text(500, Counting.CODE_POINTS), new Media(true, 5, 1, 5, false))
                        .noting("Two to five images make a carousel and must have the same size."),
                rule(Platform.REDDIT, text(5_000, Counting.CODE_POINTS), new Media(false, 1, 0, 1, false))
                        .requiring("title", "subreddit")
                        .titled(300),
                rule(Platform.SNAPCHAT, text(500, Counting.CODE_POINTS), new Media(true, 1, 1, 1, false))
                        .noting("A spotlight's text is cut at 160."),
                rule(
                        Platform.TELEGRAM,
                        new Text(1_024, Counting.CODE_POINTS, true, false),
                        new Media(false, 1, 1, 1, false)),
                rule(Platform.THREADS, textOrMedia(500), new Media(false, 20, 20, 20, true))
                        .hashtags(1)
                        .permanent(),
                rule(Platform.TIKTOK, textOrMedia(2_200), new Media(true, 35, 1, 35, false))
                        .permanent()
                        .noting("Line breaks are ignored; PNG images are refused."),
                rule(Platform.X, new Text(280, Counting.X_WEIGHTED, false, true), new Media(false, 4, 4, 4, false))
                        .noting(
                                "The weighted length is approximated: X itself may count a text with bare links otherwise."),
                rule(Platform.YOUTUBE, text(5_000, Counting.CODE_POINTS), new Media(true, 0, 1, 1, false))
                        .requiring("title")
                        .titled(100)
                        .noting("Neither text nor title may contain '<' or '>'."));
        var table = new EnumMap<Platform, NetworkRules>(Platform.class);
        rules.forEach(rule -> table.put(rule.platform(), rule));
        return table;
    }

    private static NetworkRules rule(Platform platform, Text text, Media media) {
        return new NetworkRules(
                platform,
                platform.displayName(),
                text,
                null,
                media,
                List.of(),
                null,
                true,
                List.of(),
                SOURCE + platform.ayrshareName());
    }

    private static Text text(int maxLength, Counting counting) {
        return new Text(maxLength, counting, false, false);
    }

    private static Text textOrMedia(int maxLength) {
        return new Text(maxLength, Counting.CODE_POINTS, false, true);
    }

    private static Media imagesOrVideo(int maxImages) {
        return new Media(false, maxImages, 1, maxImages, false);
    }

    private NetworkRules hashtags(int max) {
        return new NetworkRules(platform, name, text, max, media, requires, maxTitleLength, deletable, notes, source);
    }

    private NetworkRules requiring(String... options) {
        return new NetworkRules(
                platform, name, text, maxHashtags, media, List.of(options), maxTitleLength, deletable, notes, source);
    }

    private NetworkRules titled(int maxLength) {
        return new NetworkRules(
                platform, name, text, maxHashtags, media, requires, maxLength, deletable, notes, source);
    }

    private NetworkRules permanent() {
        return new NetworkRules(
                platform, name, text, maxHashtags, media, requires, maxTitleLength, false, notes, source);
    }

    private NetworkRules noting(String... notes) {
        return new NetworkRules(
                platform, name, text, maxHashtags, media, requires, maxTitleLength, deletable, List.of(notes), source);
    }
}
