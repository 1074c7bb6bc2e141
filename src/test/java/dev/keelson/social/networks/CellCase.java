package dev.keelson.social.networks;

import dev.keelson.social.networks.PostContent.TargetContent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A post that is about one cell of the networks' table, and what is found in it. */
final class CellCase {
    private static final String DELETION = "";

    private final Platform platform;
    private final Rule rule;
    private String text = "Hello";
    private @Nullable String title = "Title";
    private @Nullable String subreddit = "test";
    private @Nullable String firstComment;
    private boolean thread;
    private final Map<String, Object> options = new HashMap<>();
    private final List<MediaFacts> media = new ArrayList<>();

    CellCase(Platform platform, Rule rule) {
        this.platform = platform;
        this.rule = rule;
    }

    /** The codes found in a post with this value, by the rules of this network, or of one that lacks what this allows. */
    List<String> findings(String value, boolean fits) {
        reset();
        write(value, fits);
        boolean permission = rule == Rule.THREADS || rule == Rule.MEDIA_MIXED;
        if (rule == Rule.DELETABLE) {
            return NetworkRules.of(fits ? platform : Platform.TIKTOK).deletable() ? List.of() : List.of("PERMANENT");
        }
        var target = new TargetContent(
                permission && !fits ? Platform.FACEBOOK : platform,
                null,
                title,
                subreddit,
                null,
                firstComment,
                thread,
                options);
        var post = new PostContent(text, media.stream().map(MediaFacts::url).toList(), List.of(target));
        return PostRules.check(post, this::facts, null).getFirst().findings().stream()
                .map(Finding::code)
                .toList();
    }

    private Optional<MediaFacts> facts(String url) {
        return media.stream().filter(known -> known.url().equals(url)).findFirst();
    }

    private void reset() {
        text = "Hello";
        title = "Title";
        subreddit = "test";
        firstComment = null;
        thread = false;
        options.clear();
        media.clear();
        if (NetworkRules.of(platform).has(Rule.MEDIA_REQUIRED)) {
            media.add(of(platform == Platform.YOUTUBE ? "mp4" : "jpeg"));
        }
    }

    private void write(String value, boolean fits) {
        switch (rule) {
            case TEXT_MAX, TEXT_CUT -> text = letters(value.equals("yes") || value.equals("no") ? limit(fits) : value);
            case LONG_TEXT_MAX -> {
                text = letters(value);
                options.put("longPost", true);
            }
            case SPOTLIGHT_TEXT_MAX -> {
                text = letters(value);
                options.put("spotlight", true);
            }
            case TEXT_OPTIONAL -> {
                text = "";
                replaceMedia(fits ? List.of(of("jpeg")) : List.of());
            }
            case HASHTAGS_MAX -> text = numbered("#tag", value);
            case MENTIONS_MAX -> text = numbered("@name", value);
            case SAME_MENTION_MAX -> text = "@name ".repeat(Integer.parseInt(value));
            case PHONE_NUMBERS_REFUSED -> text = fits ? "In 2026, 12 of 15" : "Call +49 30 1234567";
            case CHARACTERS_REFUSED -> text = value;
            case LINE_BREAKS_IGNORED -> text = fits ? "a b" : "a\nb";
            case LINKS_NOT_CLICKABLE -> text = fits ? "no link" : "see https://example.com/a";
            case THREADS -> thread = true;
            case TITLE_REQUIRED -> title = fits ? "Title" : " ";
            case TITLE_MAX -> title = letters(value);
            case TITLE_CUT -> title = letters(fits ? "255" : "256");
            case SUBREDDIT_REQUIRED -> subreddit = fits ? "test" : null;
            case ALT_TEXT_MAX -> options.put("altText", List.of(letters(value)));
            case FIRST_COMMENT_MAX -> firstComment = letters(value);
            case TAGS_TOTAL_MAX -> options.put("tags", List.of(letters("250"), letters(minus(value, 250))));
            case DELETABLE -> text = DELETION;
            case MEDIA_REQUIRED -> replaceMedia(fits ? List.copyOf(media) : List.of());
            case MEDIA_MAX, IMAGES_MAX -> replaceMedia(many(platform == Platform.YOUTUBE ? "mp4" : "jpeg", value));
            case VIDEOS_MAX -> replaceMedia(many("mp4", value));
            case DOCUMENTS_MAX -> replaceMedia(many("pdf", value));
            case GIFS_MAX -> replaceMedia(many("gif", value));
            case STORY_MEDIA_MAX -> {
                replaceMedia(many("jpeg", value));
                options.put("stories", true);
            }
            case MEDIA_MIXED -> replaceMedia(List.of(of("jpeg"), of("mp4")));
            case VIDEO_NEEDS_OPTION -> {
                replaceMedia(many("mp4", "1"));
                options.put("isPhotoVideo", fits);
            }
            case IMAGE_OR_TEXT -> replaceMedia(fits ? List.of() : many("jpeg", "1"));
            case SAME_SIZE -> replaceMedia(List.of(sized("a.jpeg", 600, 900), sized("b.jpeg", 600, fits ? 900 : 901)));
            case COVER_REQUIRED -> {
                replaceMedia(many("mp4", "1"));
                if (fits) {
                    options.put("thumbNail", "https://e.com/cover.jpeg");
                }
            }
            case IMAGE_FORMATS, CONVERTED_FORMATS, VIDEO_FORMATS, DOCUMENT_FORMATS -> replaceMedia(many(value, "1"));
            case COVER_FORMATS -> options.put("thumbNail", "https://e.com/cover." + value);
            case COVER_BYTES_MAX -> {
                options.put("thumbNail", "https://e.com/cover.png");
                media.add(measured("https://e.com/cover.png", MediaKind.IMAGE, value));
            }
            case IMAGE_BYTES_MIN,
                    IMAGE_BYTES_MAX,
                    IMAGE_WIDTH_MIN,
                    IMAGE_WIDTH_MAX,
                    IMAGE_HEIGHT_MIN,
                    IMAGE_HEIGHT_MAX,
                    IMAGE_SIDES_MAX,
                    IMAGE_PIXELS_MAX,
                    IMAGE_RATIO_MIN,
                    IMAGE_RATIO_MAX -> replaceMedia(List.of(measured("https://e.com/a.jpeg", MediaKind.IMAGE, value)));
            case VIDEO_BYTES_MAX,
                    VIDEO_SECONDS_MIN,
                    VIDEO_SECONDS_MAX,
                    VIDEO_WIDTH_MIN,
                    VIDEO_WIDTH_MAX,
                    VIDEO_HEIGHT_MIN,
                    VIDEO_HEIGHT_MAX,
                    VIDEO_RATIO_MIN,
                    VIDEO_RATIO_MAX -> replaceMedia(List.of(measured("https://e.com/a.mp4", MediaKind.VIDEO, value)));
            case REEL_BYTES_MAX,
                    REEL_SECONDS_MIN,
                    REEL_SECONDS_MAX,
                    REEL_WIDTH_MIN,
                    REEL_HEIGHT_MIN,
                    REEL_RATIO_MAX,
                    REEL_RATIO_MIN -> {
                replaceMedia(List.of(measured("https://e.com/a.mp4", MediaKind.VIDEO, value)));
                options.put("reels", true);
            }
            case SHORT_SECONDS_MAX, SHORT_RATIO_MAX -> {
                replaceMedia(List.of(measured("https://e.com/a.mp4", MediaKind.VIDEO, value)));
                options.put("shorts", true);
            }
            case DOCUMENT_BYTES_MAX ->
                replaceMedia(List.of(measured("https://e.com/a.pdf", MediaKind.DOCUMENT, value)));
        }
    }

    private void replaceMedia(List<MediaFacts> others) {
        var copy = List.copyOf(others);
        media.clear();
        media.addAll(copy);
    }

    private String limit(boolean fits) {
        int most = NetworkRules.of(platform).maxTextLength();
        return Integer.toString(fits ? most : most + 1);
    }

    private static String letters(String count) {
        return "a".repeat(Integer.parseInt(count));
    }

    private static String minus(String value, int less) {
        return Integer.toString(Integer.parseInt(value) - less);
    }

    private static String numbered(String word, String count) {
        var words = new ArrayList<String>();
        for (int i = 1; i <= Integer.parseInt(count); i++) {
            words.add(word + i);
        }
        return String.join(" ", words);
    }

    private static List<MediaFacts> many(String extension, String count) {
        var all = new ArrayList<>(Collections.nCopies(Integer.parseInt(count), of(extension)));
        return List.copyOf(all);
    }

    private static MediaFacts of(String extension) {
        return MediaFacts.unknown("https://e.com/a." + extension);
    }

    private static MediaFacts sized(String name, int width, int height) {
        return new MediaFacts("https://e.com/" + name, null, null, null, width, height, null, null, true);
    }

    /** Known by nothing but what the rule measures. */
    private MediaFacts measured(String url, MediaKind kind, String value) {
        var number = new BigDecimal(value);
        boolean height = rule.name().contains("HEIGHT");
        return switch (rule.unit()) {
            case BYTES -> new MediaFacts(url, kind, null, number.longValueExact(), null, null, null, null, null);
            case SECONDS ->
                new MediaFacts(
                        url,
                        kind,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofMillis(number.movePointRight(3).longValueExact()),
                        null,
                        null);
            case RATIO ->
                new MediaFacts(
                        url, kind, null, null, number.movePointRight(4).intValueExact(), 10_000, null, null, null);
            case PIXELS -> {
                int pixels = number.intValueExact();
                yield switch (rule) {
                    case IMAGE_SIDES_MAX -> new MediaFacts(url, kind, null, null, pixels - 1, 1, null, null, null);
                    case IMAGE_PIXELS_MAX -> new MediaFacts(url, kind, null, null, pixels, 1, null, null, null);
                    default ->
                        new MediaFacts(
                                url,
                                kind,
                                null,
                                null,
                                height ? null : pixels,
                                height ? pixels : null,
                                null,
                                null,
                                null);
                };
            }
            case CHARACTERS, COUNT, FLAG, LIST -> throw new IllegalArgumentException(rule + " measures nothing");
        };
    }
}
