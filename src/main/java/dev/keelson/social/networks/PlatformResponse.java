package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network as the API shows it: what most clients look for by name, and every cell of the table.
 *
 * @param available whether it can be linked and published to here
 * @param unavailable why not
 * @param requires fields that the network cannot do without: {@code title}, {@code subreddit}
 * @param deletable whether a published post can be deleted through Ayrshare
 * @param notes what the numbers do not say
 * @param source where the numbers are from
 * @param rules every cell, with its own source and date
 * @param options what a target's {@code options} may have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlatformResponse(
        Platform platform,
        String name,
        boolean available,
        @Nullable String unavailable,
        Text text,
        @Nullable Integer maxHashtags,
        Media media,
        List<String> requires,
        @Nullable Integer maxTitleLength,
        boolean deletable,
        List<String> notes,
        String source,
        List<Cell> rules,
        OptionObject options) {

    /**
     * @param maxLength in the units of {@code counting}
     * @param cut whether a longer text is cut and not refused
     * @param optional whether media alone is enough
     */
    record Text(int maxLength, Counting counting, boolean cut, boolean optional) {}

    /**
     * @param required whether a text alone is refused
     * @param maxTotal of all kinds together
     * @param mixed whether images and videos can be in one post
     */
    record Media(boolean required, int maxImages, int maxVideos, int maxTotal, boolean mixed) {}

    /** @param means the rule in words */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cell(
            Rule rule,
            String means,
            Object value,
            Rule.Unit unit,
            boolean advice,
            String source,
            String asOf,
            @Nullable String note) {}

    static PlatformResponse from(NetworkRules rules, boolean available) {
        var platform = rules.platform();
        return new PlatformResponse(
                platform,
                platform.displayName(),
                available,
                available ? null : NetworkAccess.WHY_NOT,
                new Text(
                        rules.maxTextLength(),
                        rules.counting(),
                        rules.has(Rule.TEXT_CUT),
                        rules.has(Rule.TEXT_OPTIONAL)),
                most(rules, Rule.HASHTAGS_MAX),
                new Media(
                        rules.has(Rule.MEDIA_REQUIRED),
                        rules.most(Rule.IMAGES_MAX),
                        rules.most(Rule.VIDEOS_MAX),
                        rules.most(Rule.MEDIA_MAX),
                        rules.has(Rule.MEDIA_MIXED)),
                Stream.of(
                                rules.has(Rule.TITLE_REQUIRED) ? "title" : null,
                                rules.has(Rule.SUBREDDIT_REQUIRED) ? "subreddit" : null)
                        .filter(Objects::nonNull)
                        .toList(),
                most(rules, Rule.TITLE_MAX),
                rules.deletable(),
                notes(rules),
                NetworkTable.GUIDELINES + platform.ayrshareName(),
                rules.cells().stream().map(PlatformResponse::cell).toList(),
                NetworkOptions.of(platform));
    }

    private static Cell cell(RuleCell cell) {
        return new Cell(
                cell.rule(),
                cell.rule().label(),
                cell.value(),
                cell.unit(),
                cell.advice(),
                cell.source(),
                cell.asOf().toString(),
                cell.note());
    }

    private static @Nullable Integer most(NetworkRules rules, Rule rule) {
        return rules.has(rule) ? rules.most(rule) : null;
    }

    private static List<String> notes(NetworkRules rules) {
        var notes = new ArrayList<>(rules.notes());
        rules.cells().stream()
                .filter(cell -> cell.note() != null)
                .forEach(cell -> notes.add(cell.rule().label() + ": " + cell.note()));
        return notes;
    }
}
