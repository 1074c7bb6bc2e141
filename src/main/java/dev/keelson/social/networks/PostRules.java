package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks a post against the rules of the networks that it is for, before one of them refuses it minutes later. */
public final class PostRules {
    private static final Pattern HASHTAG =
            Pattern.compile("(?<![\\p{L}\\p{N}_&])#[\\p{L}\\p{N}_]*\\p{L}[\\p{L}\\p{N}_]*");
    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+?\\d[\\d ()./-]{6,}\\d");
    private static final Pattern ANGLE_BRACKET = Pattern.compile("[<>]");
    private static final Set<String> IMAGES =
            Set.of("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "avif");
    private static final Set<String> VIDEOS = Set.of("mp4", "mov", "m4v", "avi", "webm");

    private PostRules() {}

    enum Severity {
        ERROR,
        WARNING;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A rule that is broken.
     *
     * @param code stable, such as {@code TEXT_TOO_LONG}
     * @param field where in the request: {@code targets[1].content}
     * @param position index in the field's text where it starts, as JavaScript counts; null where it is about the whole
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Finding(
            Severity severity,
            String code,
            String field,
            String message,
            @Nullable Integer position) {}

    /**
     * The verdict for one network.
     *
     * @param text what would go out
     * @param length in the network's own counting
     */
    public record Verdict(
            Platform platform, boolean valid, String text, int length, int maxLength, List<Finding> findings) {}

    public static List<Verdict> check(PostContent post) {
        return IntStream.range(0, post.targets().size())
                .mapToObj(i -> new Check(post, i).verdict())
                .toList();
    }

    /** @throws ProblemException {@code POST_BREAKS_RULES} with every error of every network */
    public static void require(PostContent post) {
        var errors = check(post).stream()
                .flatMap(verdict -> verdict.findings().stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(finding -> new FieldError(
                                finding.field(), verdict.platform().displayName() + ": " + finding.message())))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.of(
                            RuleProblem.POST_BREAKS_RULES,
                            errors.size() == 1
                                    ? errors.getFirst().message()
                                    : errors.size() + " rules of the networks are broken.")
                    .errors(errors));
        }
    }

    /** One target's check. */
    private static final class Check {
        private final NetworkRules rules;
        private final TargetContent target;
        private final String text;
        private final List<String> mediaUrls;
        private final String targetField;
        private final String textField;
        private final List<Finding> findings = new ArrayList<>();

        Check(PostContent post, int index) {
            target = post.targets().get(index);
            rules = NetworkRules.of(target.platform());
            text = post.textFor(target);
            mediaUrls = post.mediaFor(target);
            targetField = "targets[" + index + "]";
            textField = target.text() == null ? "content" : targetField + ".content";
        }

        Verdict verdict() {
            checkText();
            checkMedia();
            checkOptions();
            return new Verdict(
                    target.platform(),
                    findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR),
                    text,
                    rules.text().counting().length(text),
                    rules.text().maxLength(),
                    List.copyOf(findings));
        }

        private void checkText() {
            var rule = rules.text();
            if (text.isBlank() && !(rule.optional() && !mediaUrls.isEmpty())) {
                error("TEXT_REQUIRED", textField, "a text is required", null);
            }
            rule.counting().excess(text, rule.maxLength()).ifPresent(position -> {
                String message = "longer than the %,d characters allowed".formatted(rule.maxLength());
                if (rule.cut()) {
                    warning("TEXT_CUT", textField, message + ": it will be cut", position);
                } else {
                    error("TEXT_TOO_LONG", textField, message + ", from position " + position, position);
                }
            });
            if (rules.maxHashtags() != null) {
                HASHTAG.matcher(text)
                        .results()
                        .skip(rules.maxHashtags())
                        .findFirst()
                        .ifPresent(hashtag -> error(
                                "TOO_MANY_HASHTAGS",
                                textField,
                                "more than the %d hashtags allowed, from position %d"
                                        .formatted(rules.maxHashtags(), hashtag.start()),
                                hashtag.start()));
            }
            if (target.platform() == Platform.GMB) {
                forbid(PHONE_NUMBER, "PHONE_NUMBER", "a phone number is not allowed", textField, text);
            }
            if (target.platform() == Platform.YOUTUBE) {
                forbid(ANGLE_BRACKET, "FORBIDDEN_CHARACTER", "'<' and '>' are not allowed", textField, text);
            }
        }

        private void checkMedia() {
            var rule = rules.media();
            long images = mediaUrls.stream()
                    .filter(url -> IMAGES.contains(extension(url)))
                    .count();
            long videos = mediaUrls.stream()
                    .filter(url -> VIDEOS.contains(extension(url)))
                    .count();
            if (rule.required() && mediaUrls.isEmpty()) {
                error(
                        "MEDIA_REQUIRED",
                        "mediaUrls",
                        rule.maxImages() == 0 ? "a video is required" : "media is required",
                        null);
            }
            if (rule.maxVideos() == 0 && videos > 0) {
                error("MEDIA_KIND", "mediaUrls", "videos are not supported", null);
            } else if (rule.maxImages() == 0 && images > 0) {
                error("MEDIA_KIND", "mediaUrls", "images are not supported", null);
            } else if (images > rule.maxImages() || videos > rule.maxVideos() || mediaUrls.size() > rule.maxTotal()) {
                error(
                        "TOO_MANY_MEDIA",
                        "mediaUrls",
                        "at most %d images or %d videos".formatted(rule.maxImages(), rule.maxVideos()),
                        null);
            } else if (!rule.mixed() && images > 0 && videos > 0) {
                error("MEDIA_MIXED", "mediaUrls", "images and videos cannot be in one post", null);
            }
            if (images + videos < mediaUrls.size()) {
                warning(
                        "MEDIA_KIND_UNKNOWN",
                        "mediaUrls",
                        "the address does not tell whether it is an image or a video",
                        null);
            }
        }

        private void checkOptions() {
            String title = target.title() == null ? "" : target.title();
            if (rules.requires().contains("title") && title.isBlank()) {
                error("TITLE_REQUIRED", targetField + ".title", "a title is required", null);
            }
            if (rules.maxTitleLength() != null) {
                Counting.CODE_POINTS
                        .excess(title, rules.maxTitleLength())
                        .ifPresent(position -> error(
                                "TITLE_TOO_LONG",
                                targetField + ".title",
                                "longer than the %d characters allowed".formatted(rules.maxTitleLength()),
                                position));
            }
            if (target.platform() == Platform.YOUTUBE) {
                forbid(
                        ANGLE_BRACKET,
                        "FORBIDDEN_CHARACTER",
                        "'<' and '>' are not allowed",
                        targetField + ".title",
                        title);
            }
            if (rules.requires().contains("subreddit")
                    && (target.subreddit() == null || target.subreddit().isBlank())) {
                error("SUBREDDIT_REQUIRED", targetField + ".subreddit", "a subreddit is required", null);
            }
        }

        private void forbid(Pattern pattern, String code, String message, String field, String value) {
            var found = pattern.matcher(value);
            if (found.find()) {
                error(code, field, message + ", at position " + found.start(), found.start());
            }
        }

        private void error(String code, String field, String message, @Nullable Integer position) {
            findings.add(new Finding(Severity.ERROR, code, field, message, position));
        }

        private void warning(String code, String field, String message, @Nullable Integer position) {
            findings.add(new Finding(Severity.WARNING, code, field, message, position));
        }

        private static String extension(String url) {
            String path = URI.create(url).getPath();
            int dot = path == null ? -1 : path.lastIndexOf('.');
            return dot < 0 ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
        }
    }
}
