package dev.keelson.social.networks;

import static dev.keelson.social.networks.Rule.*;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What each network accepts, as data: one table that the API shows and that every post is checked against. The values are
 * from Ayrshare's <a href="https://www.ayrshare.com/docs/media-guidelines/overview">media guidelines</a> and
 * <a href="https://www.ayrshare.com/docs/apis/post/overview">its pages per network</a>; megabytes are millions of bytes,
 * the smaller of two readings.
 */
final class NetworkTable {
    /** When the table was last compared with its sources. */
    static final LocalDate AS_OF = LocalDate.of(2026, 10, 4);

    private static final String TEXTS = "https://www.ayrshare.com/docs/apis/post/overview";
    static final String GUIDELINES = "https://www.ayrshare.com/docs/media-guidelines/";
    private static final long KB = 1_000;
    private static final long MB = 1_000 * KB;
    private static final long GB = 1_000 * MB;
    private static final double PORTRAIT = 0.5625;

    private static final Map<Platform, NetworkRules> TABLE = table(
            network(Platform.BLUESKY, Counting.GRAPHEMES)
                    .text(TEXT_MAX, 300)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 4)
                    .media(IMAGES_MAX, 4)
                    .media(VIDEOS_MAX, 1)
                    .media(GIFS_MAX, 1)
                    .noting("An animated GIF goes out as a video.")
                    .media(IMAGE_FORMATS, "jpeg", "png", "gif")
                    .media(CONVERTED_FORMATS, "heic", "avif")
                    .media(IMAGE_BYTES_MAX, MB)
                    .media(VIDEO_FORMATS, "mp4")
                    .media(VIDEO_BYTES_MAX, GB)
                    .media(VIDEO_SECONDS_MIN, 1)
                    .media(VIDEO_SECONDS_MAX, 180)
                    .media(VIDEO_RATIO_MIN, 0.3333)
                    .media(VIDEO_RATIO_MAX, 3),
            network(Platform.FACEBOOK, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 63_206)
                    .text(TEXT_OPTIONAL)
                    .text(SAME_MENTION_MAX, 1)
                    .noting("Counted within a day; only the post itself is checked here.")
                    .text(TITLE_MAX, 255)
                    .noting("The title of a reel.")
                    .text(TITLE_CUT)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 10)
                    .media(IMAGES_MAX, 10)
                    .media(VIDEOS_MAX, 1)
                    .media(IMAGE_FORMATS, "jpeg", "bmp", "png", "gif", "tiff")
                    .media(CONVERTED_FORMATS, "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 10 * MB)
                    .media(IMAGE_WIDTH_MAX, 2_048)
                    .advised()
                    .media(IMAGE_HEIGHT_MAX, 2_048)
                    .advised()
                    .media(VIDEO_FORMATS, "mp4", "mov", "avi")
                    .media(VIDEO_BYTES_MAX, 2 * GB)
                    .media(VIDEO_SECONDS_MAX, 14_400)
                    .media(REEL_BYTES_MAX, GB)
                    .media(REEL_SECONDS_MIN, 3)
                    .media(REEL_SECONDS_MAX, 90)
                    .media(REEL_WIDTH_MIN, 540)
                    .media(REEL_HEIGHT_MIN, 960)
                    .media(REEL_RATIO_MIN, PORTRAIT)
                    .media(REEL_RATIO_MAX, PORTRAIT)
                    .about("A reel has 24 to 60 frames a second, which is not checked."),
            network(Platform.GMB, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 1_500)
                    .text(PHONE_NUMBERS_REFUSED)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 1)
                    .media(IMAGES_MAX, 1)
                    .media(VIDEOS_MAX, 1)
                    .media(VIDEO_NEEDS_OPTION)
                    .media(IMAGE_FORMATS, "jpeg", "png")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MIN, 10 * KB)
                    .media(IMAGE_BYTES_MAX, 5 * MB)
                    .media(IMAGE_WIDTH_MIN, 250)
                    .media(IMAGE_HEIGHT_MIN, 250)
                    .media(IMAGE_RATIO_MIN, 1)
                    .advised()
                    .noting("Landscape is asked for; whether portrait is refused is not said.")
                    .media(VIDEO_BYTES_MAX, 26 * MB)
                    .media(VIDEO_SECONDS_MIN, 1)
                    .media(VIDEO_SECONDS_MAX, 30),
            network(Platform.INSTAGRAM, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 2_200)
                    .text(TEXT_OPTIONAL)
                    .text(HASHTAGS_MAX, 5)
                    .noting("Older copies of the page say 30.")
                    .text(MENTIONS_MAX, 3)
                    .text(ALT_TEXT_MAX, 1_000)
                    .text(FIRST_COMMENT_MAX, 2_196)
                    .media(MEDIA_REQUIRED)
                    .media(MEDIA_MAX, 10)
                    .media(IMAGES_MAX, 10)
                    .media(VIDEOS_MAX, 10)
                    .media(MEDIA_MIXED)
                    .media(STORY_MEDIA_MAX, 1)
                    .media(IMAGE_FORMATS, "jpeg", "png", "gif")
                    .noting("A GIF stands still.")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 8 * MB)
                    .media(IMAGE_WIDTH_MIN, 320)
                    .media(IMAGE_WIDTH_MAX, 1_440)
                    .media(IMAGE_RATIO_MIN, PORTRAIT)
                    .noting("4:5 by the guideline, which takes 9:16 as well.")
                    .media(IMAGE_RATIO_MAX, 1.91)
                    .media(VIDEO_FORMATS, "mp4", "mov")
                    .media(VIDEO_BYTES_MAX, 300 * MB)
                    .media(VIDEO_SECONDS_MIN, 3)
                    .media(VIDEO_SECONDS_MAX, 900)
                    .media(VIDEO_WIDTH_MAX, 1_920)
                    .about("Needs a business or creator account.")
                    .about("Videos have 23 to 60 frames a second, H264 or HEVC, AAC at 48 kHz, which is not checked."),
            network(Platform.LINKEDIN, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 3_000)
                    .text(TEXT_OPTIONAL)
                    .text(TITLE_MAX, 400)
                    .noting("The title of a document.")
                    .text(FIRST_COMMENT_MAX, 1_250)
                    .noting("Another page says 20,000.")
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 9)
                    .media(IMAGES_MAX, 9)
                    .media(VIDEOS_MAX, 1)
                    .media(DOCUMENTS_MAX, 1)
                    .media(IMAGE_FORMATS, "jpeg", "gif", "png")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 5 * MB)
                    .media(IMAGE_PIXELS_MAX, 36_152_319)
                    .media(VIDEO_FORMATS, "mp4")
                    .media(VIDEO_BYTES_MAX, 500 * MB)
                    .noting("Sources differ; this is the smaller value.")
                    .media(VIDEO_SECONDS_MIN, 3)
                    .media(VIDEO_SECONDS_MAX, 1_800)
                    .media(VIDEO_RATIO_MIN, 0.4167)
                    .media(VIDEO_RATIO_MAX, 2.4)
                    .media(DOCUMENT_FORMATS, "pdf", "ppt", "pptx", "doc", "docx")
                    .media(DOCUMENT_BYTES_MAX, 100 * MB)
                    .about("A document has at most 300 pages, which is not checked."),
            network(Platform.PINTEREST, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 500)
                    .text(LINKS_NOT_CLICKABLE)
                    .text(TITLE_MAX, 100)
                    .text(ALT_TEXT_MAX, 500)
                    .text(DELETABLE)
                    .media(MEDIA_REQUIRED)
                    .media(MEDIA_MAX, 5)
                    .noting("Two to five images make a carousel.")
                    .media(IMAGES_MAX, 5)
                    .media(VIDEOS_MAX, 1)
                    .media(SAME_SIZE)
                    .media(COVER_REQUIRED)
                    .media(IMAGE_FORMATS, "jpeg", "png", "gif", "webp", "bmp", "tiff")
                    .media(CONVERTED_FORMATS, "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 20 * MB)
                    .media(IMAGE_WIDTH_MIN, 600)
                    .advised()
                    .media(IMAGE_WIDTH_MAX, 2_000)
                    .advised()
                    .media(IMAGE_HEIGHT_MIN, 900)
                    .advised()
                    .media(IMAGE_HEIGHT_MAX, 3_000)
                    .advised()
                    .media(IMAGE_RATIO_MAX, 0.6667)
                    .advised()
                    .media(VIDEO_FORMATS, "mp4", "mov", "m4v")
                    .media(VIDEO_BYTES_MAX, GB)
                    .noting("Another page says 2 GB.")
                    .media(VIDEO_SECONDS_MIN, 4)
                    .media(VIDEO_SECONDS_MAX, 900)
                    .media(VIDEO_RATIO_MIN, 0.5)
                    .media(VIDEO_RATIO_MAX, 1.91),
            network(Platform.REDDIT, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 5_000)
                    .text(TITLE_REQUIRED)
                    .text(TITLE_MAX, 300)
                    .text(SUBREDDIT_REQUIRED)
                    .noting("Every subreddit has rules of its own, which are not checked.")
                    .text(FIRST_COMMENT_MAX, 10_000)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 1)
                    .media(IMAGES_MAX, 1)
                    .media(IMAGE_OR_TEXT)
                    .advised()
                    .media(IMAGE_FORMATS, "jpeg", "png", "gif", "webp")
                    .media(CONVERTED_FORMATS, "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 10 * MB),
            network(Platform.SNAPCHAT, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 500)
                    .text(SPOTLIGHT_TEXT_MAX, 160)
                    .noting("A longer one is cut.")
                    .text(DELETABLE)
                    .media(MEDIA_REQUIRED)
                    .media(MEDIA_MAX, 1)
                    .media(IMAGES_MAX, 1)
                    .media(VIDEOS_MAX, 1)
                    .media(IMAGE_FORMATS, "jpeg", "png")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 20 * MB)
                    .media(IMAGE_RATIO_MIN, PORTRAIT)
                    .advised()
                    .media(IMAGE_RATIO_MAX, PORTRAIT)
                    .advised()
                    .media(VIDEO_FORMATS, "mp4")
                    .media(VIDEO_BYTES_MAX, 500 * MB)
                    .noting("Another page says 1 GB.")
                    .media(VIDEO_SECONDS_MIN, 5)
                    .media(VIDEO_SECONDS_MAX, 60)
                    .media(VIDEO_RATIO_MIN, PORTRAIT)
                    .advised()
                    .media(VIDEO_RATIO_MAX, PORTRAIT)
                    .advised()
                    .about("The title is that of a saved story."),
            network(Platform.TELEGRAM, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 1_024)
                    .text(TEXT_CUT)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 1)
                    .media(IMAGES_MAX, 1)
                    .media(VIDEOS_MAX, 1)
                    .media(IMAGE_BYTES_MAX, 5 * MB)
                    .media(IMAGE_SIDES_MAX, 10_000)
                    .media(IMAGE_RATIO_MIN, 0.05)
                    .media(IMAGE_RATIO_MAX, 20)
                    .media(VIDEO_BYTES_MAX, 20 * MB),
            network(Platform.THREADS, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 500)
                    .text(TEXT_OPTIONAL)
                    .text(HASHTAGS_MAX, 1)
                    .noting("Of a thread each part may have one.")
                    .text(THREADS)
                    .media(MEDIA_MAX, 20)
                    .media(IMAGES_MAX, 20)
                    .media(VIDEOS_MAX, 20)
                    .media(MEDIA_MIXED)
                    .media(IMAGE_FORMATS, "jpeg", "png")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 8 * MB)
                    .media(IMAGE_WIDTH_MIN, 320)
                    .media(IMAGE_WIDTH_MAX, 1_440)
                    .media(IMAGE_RATIO_MIN, 0.1)
                    .media(IMAGE_RATIO_MAX, 10)
                    .media(VIDEO_FORMATS, "mp4", "mov")
                    .media(VIDEO_BYTES_MAX, GB)
                    .media(VIDEO_SECONDS_MAX, 300)
                    .media(VIDEO_WIDTH_MAX, 1_920)
                    .about("Videos have 23 to 60 frames a second, which is not checked."),
            network(Platform.TIKTOK, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 2_200)
                    .text(TEXT_OPTIONAL)
                    .text(LINE_BREAKS_IGNORED)
                    .media(MEDIA_REQUIRED)
                    .media(MEDIA_MAX, 35)
                    .media(IMAGES_MAX, 35)
                    .media(VIDEOS_MAX, 1)
                    .media(IMAGE_FORMATS, "jpeg")
                    .noting("PNG and GIF are refused, and not converted.")
                    .media(CONVERTED_FORMATS, "webp", "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 20 * MB)
                    .media(IMAGE_WIDTH_MAX, 1_920)
                    .advised()
                    .noting("1080x1920 or 1920x1080; a square one at most 1080.")
                    .media(IMAGE_HEIGHT_MAX, 1_920)
                    .advised()
                    .media(VIDEO_FORMATS, "mp4", "mov", "webm")
                    .media(VIDEO_BYTES_MAX, GB)
                    .media(VIDEO_SECONDS_MIN, 3)
                    .media(VIDEO_SECONDS_MAX, 600)
                    .media(VIDEO_WIDTH_MIN, 360)
                    .media(VIDEO_WIDTH_MAX, 4_096)
                    .media(VIDEO_HEIGHT_MIN, 360)
                    .media(VIDEO_HEIGHT_MAX, 4_096)
                    .media(VIDEO_RATIO_MIN, PORTRAIT)
                    .advised()
                    .noting("9:16 or 16:9; whether what lies between is refused is not said.")
                    .media(VIDEO_RATIO_MAX, 1.7778)
                    .advised()
                    .about("Videos have 23 to 60 frames a second, which is not checked."),
            network(Platform.X, Counting.X_WEIGHTED)
                    .text(TEXT_MAX, 280)
                    .text(LONG_TEXT_MAX, 25_000)
                    .noting("The account needs Premium.")
                    .text(TEXT_OPTIONAL)
                    .text(SAME_MENTION_MAX, 1)
                    .noting("Counted within a day; only the post itself is checked here.")
                    .text(ALT_TEXT_MAX, 1_000)
                    .text(THREADS)
                    .text(DELETABLE)
                    .media(MEDIA_MAX, 4)
                    .media(IMAGES_MAX, 4)
                    .media(VIDEOS_MAX, 4)
                    .media(IMAGE_FORMATS, "jpeg", "png", "gif", "webp")
                    .media(CONVERTED_FORMATS, "heic", "avif")
                    .media(IMAGE_BYTES_MAX, 5 * MB)
                    .media(IMAGE_WIDTH_MIN, 4)
                    .media(IMAGE_WIDTH_MAX, 8_192)
                    .media(IMAGE_HEIGHT_MIN, 4)
                    .media(IMAGE_HEIGHT_MAX, 8_192)
                    .media(VIDEO_FORMATS, "mp4", "mov")
                    .media(VIDEO_BYTES_MAX, 512 * MB)
                    .media(VIDEO_SECONDS_MIN, 0.5)
                    .media(VIDEO_SECONDS_MAX, 140)
                    .noting("Longer with options.longVideo.")
                    .media(VIDEO_WIDTH_MAX, 1_280)
                    .advised()
                    .noting("Another page calls 1080x1920 safe for every network.")
                    .media(VIDEO_HEIGHT_MAX, 1_024)
                    .advised()
                    .media(VIDEO_RATIO_MIN, 0.3333)
                    .media(VIDEO_RATIO_MAX, 3)
                    .about("A video has at most 60 frames a second, which is not checked."),
            network(Platform.YOUTUBE, Counting.CODE_POINTS)
                    .text(TEXT_MAX, 5_000)
                    .text(CHARACTERS_REFUSED, "<", ">")
                    .text(TITLE_REQUIRED)
                    .text(TITLE_MAX, 100)
                    .text(TAGS_TOTAL_MAX, 500)
                    .text(DELETABLE)
                    .media(MEDIA_REQUIRED)
                    .media(MEDIA_MAX, 1)
                    .media(VIDEOS_MAX, 1)
                    .media(VIDEO_FORMATS, "mp4", "mov")
                    .media(VIDEO_BYTES_MAX, 4 * GB)
                    .media(SHORT_SECONDS_MAX, 180)
                    .media(SHORT_RATIO_MAX, PORTRAIT)
                    .media(COVER_FORMATS, "jpeg", "png")
                    .media(COVER_BYTES_MAX, 2 * MB)
                    .noting("The channel has to be verified."));

    private NetworkTable() {}

    static NetworkRules of(Platform platform) {
        return Objects.requireNonNull(TABLE.get(platform));
    }

    static List<NetworkRules> all() {
        return List.copyOf(TABLE.values());
    }

    private static Row network(Platform platform, Counting counting) {
        return new Row(platform, counting);
    }

    private static Map<Platform, NetworkRules> table(Row... rows) {
        var table = new EnumMap<Platform, NetworkRules>(Platform.class);
        Arrays.stream(rows).map(Row::rules).forEach(rules -> table.put(rules.platform(), rules));
        return Collections.unmodifiableMap(table);
    }

    /** A network's row while it is written down. */
    private static final class Row {
        private final Platform platform;
        private final Counting counting;
        private final List<RuleCell> cells = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Row(Platform platform, Counting counting) {
            this.platform = platform;
            this.counting = counting;
        }

        Row text(Rule rule) {
            return cell(rule, true, TEXTS);
        }

        Row text(Rule rule, Number value) {
            return cell(rule, value, TEXTS);
        }

        Row text(Rule rule, String... values) {
            return cell(rule, List.of(values), TEXTS);
        }

        Row media(Rule rule) {
            return cell(rule, true, GUIDELINES + platform.ayrshareName());
        }

        Row media(Rule rule, Number value) {
            return cell(rule, value, GUIDELINES + platform.ayrshareName());
        }

        Row media(Rule rule, String... values) {
            return cell(rule, List.of(values), GUIDELINES + platform.ayrshareName());
        }

        /** Breaking the last cell is a warning. */
        Row advised() {
            var cell = cells.removeLast();
            cells.add(new RuleCell(
                    cell.rule(), cell.unit(), cell.value(), true, cell.source(), cell.asOf(), cell.note()));
            return this;
        }

        /** What the last cell does not say. */
        Row noting(String note) {
            var cell = cells.removeLast();
            cells.add(new RuleCell(
                    cell.rule(), cell.unit(), cell.value(), cell.advice(), cell.source(), cell.asOf(), note));
            return this;
        }

        /** What no cell says. */
        Row about(String note) {
            notes.add(note);
            return this;
        }

        private Row cell(Rule rule, Object value, String source) {
            cells.add(new RuleCell(rule, rule.unit(), value, false, source, AS_OF, null));
            return this;
        }

        NetworkRules rules() {
            return new NetworkRules(platform, counting, cells, notes);
        }
    }
}
