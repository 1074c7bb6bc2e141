package dev.keelson.social.posts;

import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.networks.Optimizer;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.WritePosts.When;
import dev.keelson.social.schedule.LocalTimes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A post as a request writes it. In an edit, what is left out stays as it is.
 *
 * @param content the text; a target may have its own
 * @param mediaUrls addresses that the networks can fetch without a credential, https only
 * @param optimize whether each target gets the variant of its text that {@code /validate} shows, as a text of its own
 * @param when {@code now}, {@code draft}, {@code next-free-slot}, an instant such as {@code 2026-12-01T10:00:00Z}, or a time on
 *     the clock of the user's schedule or of a named zone, such as {@code 2026-12-01T10:00[Europe/Vienna]}
 */
public record PostBody(
        @Nullable @Size(max = 100_000) String content,
        @Nullable @Valid @Size(min = 1, max = 13) List<@NotNull Target> targets,
        @Nullable @Size(max = 35) List<@NotBlank @Size(max = 2_048) String> mediaUrls,
        @Nullable @Size(max = 64) String when,
        @Nullable Boolean optimize) {

    /**
     * @param platform a network's name, also Ayrshare's
     * @param content null where the post's is used
     * @param mediaUrls null where the post's are used
     * @param firstComment to be made under the post by its author
     * @param thread whether a text of several paragraphs goes out as a chain of posts
     * @param options further options of the network; {@code GET /social/platforms} lists them
     */
    public record Target(
            @NotBlank String platform,
            @Nullable @Size(max = 100_000) String content,
            @Nullable @Size(max = 500) String title,
            @Nullable @Size(max = 100) String subreddit,
            @Nullable @Size(max = 35) List<@NotBlank @Size(max = 2_048) String> mediaUrls,
            @Nullable @Size(max = 10_000) String firstComment,
            @Nullable Boolean thread,
            @Nullable @Size(max = 40) Map<@NotBlank String, @NotNull Object> options) {

        TargetContent on(Platform known) {
            return new TargetContent(
                    known,
                    content,
                    title,
                    subreddit,
                    mediaUrls == null ? null : List.copyOf(mediaUrls),
                    firstComment,
                    Boolean.TRUE.equals(thread),
                    options == null ? Map.of() : Map.copyOf(options));
        }
    }

    private static final Pattern OFFSET = Pattern.compile("[+-]\\d{2}(:?\\d{2})?$");

    /** As ISO 8601 writes it: seconds may be left out, and the minutes of an offset. */
    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .parseLenient()
            .appendOffset("+HH:mm", "Z")
            .toFormatter(Locale.ROOT)
            .withChronology(IsoChronology.INSTANCE)
            .withResolverStyle(ResolverStyle.STRICT);

    /** The whole of a new post. */
    public PostContent toContent() {
        var errors = new ArrayList<FieldError>();
        if (targets == null) {
            errors.add(new FieldError("targets", "must name at least one network"));
        }
        var checked = checkedTargets(errors);
        checkMedia("mediaUrls", mediaUrls, errors);
        refuse(errors);
        var written = new PostContent(
                content == null ? "" : content, mediaUrls == null ? List.of() : List.copyOf(mediaUrls), checked);
        return Boolean.TRUE.equals(optimize) ? Optimizer.apply(written) : written;
    }

    PostEdit toEdit() {
        var errors = new ArrayList<FieldError>();
        var checked = checkedTargets(errors);
        checkMedia("mediaUrls", mediaUrls, errors);
        refuse(errors);
        return new PostEdit(content, mediaUrls, targets == null ? null : checked, Boolean.TRUE.equals(optimize));
    }

    /** When the post is to go out; empty where the request does not say. */
    Optional<When> toWhen() {
        if (when == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (when) {
                    case "now" -> new When.Now();
                    case "draft" -> new When.Draft();
                    case "next-free-slot" -> new When.NextFreeSlot();
                    default -> time(when);
                });
    }

    /** The instant at which it is to go out, null where it is none. */
    @Nullable
    Instant goesOutAt() {
        return toWhen().orElse(null) instanceof When.At at ? at.time().instant() : null;
    }

    When requiredWhen() {
        return toWhen().orElseThrow(PostBody::unknownTime);
    }

    private static When time(String text) {
        try {
            if (text.endsWith("Z") || OFFSET.matcher(text).find()) {
                var time = OffsetDateTime.parse(text, WITH_OFFSET);
                requireNear(time.getYear());
                return new When.At(PlannedTime.at(time.toInstant()));
            }
            String[] parts = text.split("\\[", 2);
            var local = LocalDateTime.parse(parts[0]);
            requireNear(local.getYear());
            return new When.OnTheClock(local, parts.length == 1 ? null : zone(parts[1]));
        } catch (DateTimeException e) {
            throw unknownTime();
        }
    }

    static void requireNear(int year) {
        if (year > LocalTimes.LATEST_YEAR) {
            throw ProblemException.notValid(
                    "when", "must be in the year %d at the latest".formatted(LocalTimes.LATEST_YEAR));
        }
    }

    private static ZoneId zone(String bracketed) {
        String name = bracketed.endsWith("]") ? bracketed.substring(0, bracketed.length() - 1) : "";
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.notValid("when", "must name an IANA time zone such as [Europe/Vienna]");
        }
        return ZoneId.of(name);
    }

    private static ProblemException unknownTime() {
        return ProblemException.notValid(
                "when",
                "must be 'now', 'draft', 'next-free-slot', an instant such as 2026-12-01T10:00:00Z or a local time such as"
                        + " 2026-12-01T10:00");
    }

    private List<TargetContent> checkedTargets(List<FieldError> errors) {
        var written = targets == null ? List.<Target>of() : targets;
        var seen = EnumSet.noneOf(Platform.class);
        var checked = new ArrayList<TargetContent>();
        for (int i = 0; i < written.size(); i++) {
            var target = written.get(i);
            String field = "targets[" + i + "].platform";
            var platform = Platform.of(target.platform());
            if (platform.isEmpty()) {
                errors.add(new FieldError(field, Platform.RULE));
            } else if (!seen.add(platform.get())) {
                errors.add(new FieldError(field, "is there twice"));
            } else {
                checked.add(target.on(platform.get()));
                checkMedia("targets[" + i + "].mediaUrls", target.mediaUrls(), errors);
            }
        }
        return checked;
    }

    private static void checkMedia(String field, @Nullable List<String> given, List<FieldError> errors) {
        var urls = given == null ? List.<String>of() : given;
        IntStream.range(0, urls.size())
                .filter(i -> !isHttps(urls.get(i)))
                .forEach(i -> errors.add(new FieldError(
                        field + "[" + i + "]", "must be an https address, with special characters encoded")));
    }

    private static boolean isHttps(String url) {
        try {
            var uri = new URI(url);
            return "https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.notValid(errors);
        }
    }
}
