package dev.keelson.social.networks;

import static dev.keelson.social.networks.MediaKind.DOCUMENT;
import static dev.keelson.social.networks.MediaKind.IMAGE;
import static dev.keelson.social.networks.MediaKind.VIDEO;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A column of the networks' table: what a network may limit, ask for or ignore. */
enum Rule {
    TEXT_MAX("characters", Unit.CHARACTERS),
    TEXT_CUT("a longer text is cut, not refused", Unit.FLAG),
    LONG_TEXT_MAX("characters with options.longPost", Unit.CHARACTERS),
    SPOTLIGHT_TEXT_MAX("characters that options.spotlight keeps", Unit.CHARACTERS),
    TEXT_OPTIONAL("media alone is enough", Unit.FLAG),
    HASHTAGS_MAX("hashtags", Unit.COUNT),
    MENTIONS_MAX("mentions", Unit.COUNT),
    SAME_MENTION_MAX("mentions of one account", Unit.COUNT),
    PHONE_NUMBERS_REFUSED("no phone numbers", Unit.FLAG),
    CHARACTERS_REFUSED("characters that are refused, also in the title", Unit.LIST),
    LINE_BREAKS_IGNORED("line breaks are ignored", Unit.FLAG),
    LINKS_NOT_CLICKABLE("links in the text cannot be clicked", Unit.FLAG),
    THREADS("options 'thread' makes a chain of posts", Unit.FLAG),
    TITLE_REQUIRED("a title is required", Unit.FLAG),
    TITLE_MAX("characters of the title", Unit.CHARACTERS),
    TITLE_CUT("a longer title is cut, not refused", Unit.FLAG),
    SUBREDDIT_REQUIRED("a subreddit is required", Unit.FLAG),
    ALT_TEXT_MAX("characters of an alternative text", Unit.CHARACTERS),
    FIRST_COMMENT_MAX("characters of the first comment", Unit.CHARACTERS),
    TAGS_TOTAL_MAX("characters of all tags together", Unit.CHARACTERS),
    DELETABLE("a published post can be deleted through Ayrshare", Unit.FLAG),

    MEDIA_REQUIRED("media is required", Unit.FLAG),
    MEDIA_MAX("media in all", Unit.COUNT),
    IMAGES_MAX("images", Unit.COUNT),
    VIDEOS_MAX("videos", Unit.COUNT),
    DOCUMENTS_MAX("documents", Unit.COUNT),
    GIFS_MAX("GIF images", Unit.COUNT),
    STORY_MEDIA_MAX("media with options.stories", Unit.COUNT),
    MEDIA_MIXED("images and videos in one post", Unit.FLAG),
    VIDEO_NEEDS_OPTION("videos only with options.isPhotoVideo", Unit.FLAG),
    IMAGE_OR_TEXT("an image or a text", Unit.FLAG),
    SAME_SIZE("images of a carousel have the same size", Unit.FLAG),
    COVER_REQUIRED("a video needs options.thumbNail", Unit.FLAG),

    IMAGE_FORMATS("formats of images", Unit.LIST, IMAGE),
    CONVERTED_FORMATS("formats that Ayrshare converts to JPEG", Unit.LIST, IMAGE),
    VIDEO_FORMATS("formats of videos", Unit.LIST, VIDEO),
    DOCUMENT_FORMATS("formats of documents", Unit.LIST, DOCUMENT),

    IMAGE_BYTES_MIN("smallest image", Unit.BYTES, IMAGE, Fact.BYTES, false),
    IMAGE_BYTES_MAX("largest image", Unit.BYTES, IMAGE, Fact.BYTES, true),
    IMAGE_WIDTH_MIN("least width of an image", Unit.PIXELS, IMAGE, Fact.WIDTH, false),
    IMAGE_WIDTH_MAX("most width of an image", Unit.PIXELS, IMAGE, Fact.WIDTH, true),
    IMAGE_HEIGHT_MIN("least height of an image", Unit.PIXELS, IMAGE, Fact.HEIGHT, false),
    IMAGE_HEIGHT_MAX("most height of an image", Unit.PIXELS, IMAGE, Fact.HEIGHT, true),
    IMAGE_SIDES_MAX("width and height of an image together", Unit.PIXELS, IMAGE, Fact.SIDES, true),
    IMAGE_PIXELS_MAX("pixels of an image in all", Unit.PIXELS, IMAGE, Fact.PIXELS, true),
    IMAGE_RATIO_MIN("least ratio of an image", Unit.RATIO, IMAGE, Fact.RATIO, false),
    IMAGE_RATIO_MAX("greatest ratio of an image", Unit.RATIO, IMAGE, Fact.RATIO, true),

    VIDEO_BYTES_MAX("largest video", Unit.BYTES, VIDEO, Fact.BYTES, true),
    VIDEO_SECONDS_MIN("shortest video", Unit.SECONDS, VIDEO, Fact.SECONDS, false),
    VIDEO_SECONDS_MAX("longest video", Unit.SECONDS, VIDEO, Fact.SECONDS, true, null, "longVideo"),
    VIDEO_WIDTH_MIN("least width of a video", Unit.PIXELS, VIDEO, Fact.WIDTH, false),
    VIDEO_WIDTH_MAX("most width of a video", Unit.PIXELS, VIDEO, Fact.WIDTH, true),
    VIDEO_HEIGHT_MIN("least height of a video", Unit.PIXELS, VIDEO, Fact.HEIGHT, false),
    VIDEO_HEIGHT_MAX("most height of a video", Unit.PIXELS, VIDEO, Fact.HEIGHT, true),
    VIDEO_RATIO_MIN("least ratio of a video", Unit.RATIO, VIDEO, Fact.RATIO, false),
    VIDEO_RATIO_MAX("greatest ratio of a video", Unit.RATIO, VIDEO, Fact.RATIO, true),

    REEL_BYTES_MAX("largest reel", Unit.BYTES, VIDEO, Fact.BYTES, true, "reels", null),
    REEL_SECONDS_MIN("shortest reel", Unit.SECONDS, VIDEO, Fact.SECONDS, false, "reels", null),
    REEL_SECONDS_MAX("longest reel", Unit.SECONDS, VIDEO, Fact.SECONDS, true, "reels", null),
    REEL_WIDTH_MIN("least width of a reel", Unit.PIXELS, VIDEO, Fact.WIDTH, false, "reels", null),
    REEL_HEIGHT_MIN("least height of a reel", Unit.PIXELS, VIDEO, Fact.HEIGHT, false, "reels", null),
    REEL_RATIO_MAX("greatest ratio of a reel", Unit.RATIO, VIDEO, Fact.RATIO, true, "reels", null),
    REEL_RATIO_MIN("least ratio of a reel", Unit.RATIO, VIDEO, Fact.RATIO, false, "reels", null),
    SHORT_SECONDS_MAX("longest Short", Unit.SECONDS, VIDEO, Fact.SECONDS, true, "shorts", null),
    SHORT_RATIO_MAX("greatest ratio of a Short", Unit.RATIO, VIDEO, Fact.RATIO, true, "shorts", null),

    DOCUMENT_BYTES_MAX("largest document", Unit.BYTES, DOCUMENT, Fact.BYTES, true),
    COVER_FORMATS("formats of options.thumbNail", Unit.LIST),
    COVER_BYTES_MAX("largest options.thumbNail", Unit.BYTES);

    private final String label;
    private final Unit unit;
    private final @Nullable MediaKind kind;
    private final @Nullable Fact fact;
    private final boolean upper;
    private final @Nullable String onlyWith;
    private final @Nullable String notWith;

    Rule(String label, Unit unit) {
        this(label, unit, null, null, true, null, null);
    }

    Rule(String label, Unit unit, MediaKind kind) {
        this(label, unit, kind, null, true, null, null);
    }

    Rule(String label, Unit unit, MediaKind kind, Fact fact, boolean upper) {
        this(label, unit, kind, fact, upper, null, null);
    }

    Rule(
            String label,
            Unit unit,
            @Nullable MediaKind kind,
            @Nullable Fact fact,
            boolean upper,
            @Nullable String onlyWith,
            @Nullable String notWith) {
        this.label = label;
        this.unit = unit;
        this.kind = kind;
        this.fact = fact;
        this.upper = upper;
        this.onlyWith = onlyWith;
        this.notWith = notWith;
    }

    /** What a cell's value is counted in. */
    enum Unit {
        CHARACTERS,
        COUNT,
        BYTES,
        SECONDS,
        PIXELS,
        RATIO,
        FLAG,
        LIST;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is measured of a medium. */
    enum Fact {
        BYTES,
        SECONDS,
        WIDTH,
        HEIGHT,
        SIDES,
        PIXELS,
        RATIO;

        /** Null where it is not known. */
        @Nullable
        Number of(MediaFacts facts) {
            return switch (this) {
                case BYTES -> facts.bytes();
                case SECONDS -> facts.seconds();
                case WIDTH -> facts.width();
                case HEIGHT -> facts.height();
                case SIDES -> facts.sides();
                case PIXELS -> facts.pixels();
                case RATIO -> facts.ratio();
            };
        }
    }

    /** In words, for the one who reads the table. */
    String label() {
        return label;
    }

    Unit unit() {
        return unit;
    }

    /** Whether it bounds something that is measured of a medium of that kind. */
    boolean measures(MediaKind measured) {
        return fact != null && kind == measured;
    }

    Fact fact() {
        return Objects.requireNonNull(fact);
    }

    /** Whether the value is the most, and not the least, that is taken. */
    boolean isUpper() {
        return upper;
    }

    /** The option that the rule is about, null where it is about every post. */
    @Nullable
    String onlyWith() {
        return onlyWith;
    }

    /** The option that lifts the rule. */
    @Nullable
    String notWith() {
        return notWith;
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
