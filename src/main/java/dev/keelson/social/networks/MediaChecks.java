package dev.keelson.social.networks;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a network says to media: how many of which kind, and what is measured of each. */
final class MediaChecks {
    private final Checking check;
    private final NetworkRules rules;
    private final List<MediaFacts> media;
    private final @Nullable Instant goesOutAt;

    private MediaChecks(Checking check, List<MediaFacts> media, @Nullable Instant goesOutAt) {
        this.check = check;
        this.rules = check.rules();
        this.media = media;
        this.goesOutAt = goesOutAt;
    }

    static void check(Checking check, Function<String, Optional<MediaFacts>> known, @Nullable Instant goesOutAt) {
        var media = check.media(known);
        var checks = new MediaChecks(check, media, goesOutAt);
        checks.presence();
        checks.kinds();
        checks.counts();
        for (int i = 0; i < media.size(); i++) {
            checks.one(media.get(i), check.mediaField() + "[" + i + "]");
        }
        checks.sameSize();
        checks.cover(known);
    }

    private void presence() {
        if (rules.has(Rule.MEDIA_REQUIRED) && media.isEmpty()) {
            check.found(
                    FindingCode.MEDIA_REQUIRED,
                    check.mediaField(),
                    rules.most(Rule.IMAGES_MAX) == 0 ? "a video is required" : "media is required");
        }
    }

    private void kinds() {
        kind(MediaKind.VIDEO, Rule.VIDEOS_MAX, "videos");
        kind(MediaKind.IMAGE, Rule.IMAGES_MAX, "images");
        kind(MediaKind.DOCUMENT, Rule.DOCUMENTS_MAX, "documents");
        if (rules.has(Rule.VIDEO_NEEDS_OPTION)
                && count(MediaKind.VIDEO) > 0
                && !NetworkOptions.isOn(check.target(), "isPhotoVideo")) {
            check.found(FindingCode.MEDIA_KIND, check.mediaField(), "videos are only taken with options.isPhotoVideo");
        }
        boolean mixed = Arrays.stream(MediaKind.values())
                        .filter(kind -> count(kind) > 0)
                        .count()
                > 1;
        if (mixed && !rules.has(Rule.MEDIA_MIXED)) {
            check.found(FindingCode.MEDIA_MIXED, check.mediaField(), "images and videos cannot be in one post");
        }
        if (media.stream().anyMatch(facts -> facts.knownKind().isEmpty())) {
            check.found(
                    FindingCode.MEDIA_KIND_UNKNOWN,
                    check.mediaField(),
                    "the address does not tell whether it is an image or a video");
        }
    }

    private void kind(MediaKind kind, Rule most, String what) {
        if (rules.most(most) == 0 && count(kind) > 0) {
            check.found(FindingCode.MEDIA_KIND, check.mediaField(), what + " are not supported");
        }
    }

    private void counts() {
        if (media.size() > rules.most(Rule.MEDIA_MAX)) {
            tooMany(rules.most(Rule.MEDIA_MAX), "media");
        } else {
            counted(MediaKind.IMAGE, Rule.IMAGES_MAX, "images");
            counted(MediaKind.VIDEO, Rule.VIDEOS_MAX, "videos");
            counted(MediaKind.DOCUMENT, Rule.DOCUMENTS_MAX, "documents");
        }
        rules.cell(Rule.GIFS_MAX)
                .filter(cell -> gifs() > cell.number())
                .ifPresent(cell -> tooMany((int) cell.number(), "GIF images"));
        rules.cell(Rule.STORY_MEDIA_MAX)
                .filter(cell -> NetworkOptions.isOn(check.target(), "stories") && media.size() > cell.number())
                .ifPresent(cell -> tooMany((int) cell.number(), "media in a story"));
    }

    private void counted(MediaKind kind, Rule rule, String what) {
        int most = rules.most(rule);
        if (most > 0 && count(kind) > most) {
            tooMany(most, what);
        }
    }

    private void tooMany(int most, String what) {
        check.found(FindingCode.TOO_MANY_MEDIA, check.mediaField(), "at most %d %s".formatted(most, what));
    }

    private long count(MediaKind kind) {
        return media.stream()
                .filter(facts -> facts.knownKind().equals(Optional.of(kind)))
                .count();
    }

    private long gifs() {
        return media.stream()
                .filter(facts -> facts.format().equals(Optional.of(MediaFormat.GIF)))
                .count();
    }

    private void one(MediaFacts facts, String field) {
        if (Boolean.FALSE.equals(facts.reachable())) {
            check.found(FindingCode.MEDIA_UNREACHABLE, field, "it could not be fetched");
        }
        if (goesOutAt != null && facts.expiresAt() != null && !facts.expiresAt().isAfter(goesOutAt)) {
            check.found(
                    FindingCode.MEDIA_EXPIRES,
                    field,
                    "it expires at %s, and the post goes out at %s".formatted(facts.expiresAt(), goesOutAt));
        }
        format(facts, field);
        var unknown = new LinkedHashSet<String>();
        facts.knownKind()
                .ifPresent(kind -> rules.cells().stream()
                        .filter(cell -> cell.rule().measures(kind) && applies(cell.rule()))
                        .forEach(cell -> measure(cell, facts, field, unknown)));
        if (!unknown.isEmpty()) {
            check.found(
                    FindingCode.MEDIA_UNCHECKED,
                    field,
                    String.join(", ", unknown) + " not known, so not checked against what is allowed");
        }
    }

    private void format(MediaFacts facts, String field) {
        String id = facts.format().map(MediaFormat::id).orElse(facts.contentType());
        var cell = facts.knownKind().flatMap(this::formats).orElse(null);
        if (id == null || cell == null || cell.list().contains(id)) {
            return;
        }
        boolean converted = rules.cell(Rule.CONVERTED_FORMATS)
                .filter(conversion -> conversion.list().contains(id))
                .isPresent();
        if (converted) {
            check.found(FindingCode.MEDIA_CONVERTED, field, id + " is converted to JPEG");
        } else {
            check.found(cell, FindingCode.MEDIA_FORMAT, field, "%s is not taken, but %s".formatted(id, cell.inWords()));
        }
    }

    private Optional<RuleCell> formats(MediaKind kind) {
        return rules.cell(
                switch (kind) {
                    case IMAGE -> Rule.IMAGE_FORMATS;
                    case VIDEO -> Rule.VIDEO_FORMATS;
                    case DOCUMENT -> Rule.DOCUMENT_FORMATS;
                });
    }

    private boolean applies(Rule rule) {
        return (rule.onlyWith() == null || NetworkOptions.isOn(check.target(), rule.onlyWith()))
                && !NetworkOptions.isOn(check.target(), rule.notWith());
    }

    private void measure(RuleCell cell, MediaFacts facts, String field, Set<String> unknown) {
        var actual = cell.rule().fact().of(facts);
        if (actual == null) {
            unknown.add(
                    switch (cell.unit()) {
                        case BYTES -> "size";
                        case SECONDS -> "duration";
                        case PIXELS, RATIO -> "width and height";
                        case CHARACTERS, COUNT, FLAG, LIST -> cell.rule().label();
                    });
        } else if (cell.isBrokenBy(actual)) {
            check.found(
                    cell,
                    code(cell),
                    field,
                    "%s is %s: %s is allowed"
                            .formatted(
                                    cell.inWords(actual.doubleValue()),
                                    cell.rule().isUpper() ? "too much" : "too little",
                                    (cell.rule().isUpper() ? "at most " : "at least ") + cell.inWords()));
        }
    }

    private static FindingCode code(RuleCell cell) {
        boolean upper = cell.rule().isUpper();
        return switch (cell.unit()) {
            case BYTES -> upper ? FindingCode.MEDIA_TOO_LARGE : FindingCode.MEDIA_TOO_SMALL;
            case SECONDS -> upper ? FindingCode.MEDIA_TOO_LONG : FindingCode.MEDIA_TOO_SHORT;
            case RATIO -> FindingCode.MEDIA_RATIO;
            case PIXELS, CHARACTERS, COUNT, FLAG, LIST -> FindingCode.MEDIA_DIMENSIONS;
        };
    }

    private void sameSize() {
        var sizes = media.stream()
                .filter(facts -> facts.width() != null && facts.height() != null)
                .map(facts -> facts.width() + "x" + facts.height())
                .distinct()
                .toList();
        if (rules.has(Rule.SAME_SIZE) && sizes.size() > 1) {
            check.found(
                    FindingCode.MEDIA_SIZES_DIFFER, check.mediaField(), "sizes differ: " + String.join(", ", sizes));
        }
    }

    private void cover(Function<String, Optional<MediaFacts>> known) {
        String field = check.field("options.thumbNail");
        boolean isMissing = check.target().options().get("thumbNail") == null;
        if (rules.has(Rule.COVER_REQUIRED) && count(MediaKind.VIDEO) > 0 && isMissing) {
            check.found(FindingCode.COVER_REQUIRED, field, "a video needs a cover");
        }
        NetworkOptions.cover(check.target())
                .map(address -> known.apply(address).orElseGet(() -> MediaFacts.unknown(address)))
                .ifPresent(facts -> cover(facts, field));
    }

    private void cover(MediaFacts facts, String field) {
        rules.cell(Rule.COVER_FORMATS)
                .filter(cell -> facts.format()
                        .filter(format -> !cell.list().contains(format.id()))
                        .isPresent())
                .ifPresent(cell -> check.found(
                        FindingCode.MEDIA_FORMAT, field, "only " + cell.inWords() + " is taken as a cover"));
        rules.cell(Rule.COVER_BYTES_MAX)
                .filter(cell -> facts.bytes() != null && cell.isBrokenBy(facts.bytes()))
                .ifPresent(cell ->
                        check.found(FindingCode.MEDIA_TOO_LARGE, field, "a cover has at most " + cell.inWords()));
    }
}
