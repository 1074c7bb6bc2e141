package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a network says to text, title and first comment. */
final class TextChecks {
    static final Pattern PHONE_NUMBER = Pattern.compile("\\+?\\d[\\d ()./-]{6,}\\d");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private final Checking check;
    private final NetworkRules rules;
    private final String text;

    private TextChecks(Checking check) {
        this.check = check;
        this.rules = check.rules();
        this.text = check.text();
    }

    static void check(Checking check) {
        var checks = new TextChecks(check);
        checks.presence();
        checks.length();
        checks.hashtags();
        checks.mentions();
        checks.contents();
        checks.title();
        checks.firstComment();
    }

    /** The most characters that a text of this target may have. */
    static int limit(Checking check) {
        return NetworkOptions.isOn(check.target(), "longPost") && check.rules().has(Rule.LONG_TEXT_MAX)
                ? check.rules().most(Rule.LONG_TEXT_MAX)
                : check.rules().maxTextLength();
    }

    private void presence() {
        if (text.isBlank() && !(rules.has(Rule.TEXT_OPTIONAL) && check.hasMedia())) {
            check.found(FindingCode.TEXT_REQUIRED, check.textField(), "a text is required");
        }
        if (check.target().thread() && !rules.has(Rule.THREADS)) {
            check.found(FindingCode.THREAD_NOT_SUPPORTED, check.field("thread"), "threads are not supported");
        }
    }

    private void length() {
        int limit = limit(check);
        if (check.isThread()) {
            var parts = Threads.places(text);
            int most = limit - Threads.reserve(check.target(), parts.size());
            parts.forEach(part -> tooLong(text.substring(part.start(), part.end()), part.start(), most));
        } else {
            tooLong(text, 0, limit);
        }
        if (NetworkOptions.isOn(check.target(), "spotlight")) {
            rules.cell(Rule.SPOTLIGHT_TEXT_MAX)
                    .ifPresent(cell -> cut(text, (int) cell.number(), FindingCode.TEXT_CUT, check.textField()));
        }
    }

    private void tooLong(String part, int offset, int limit) {
        rules.counting().excess(part, limit).ifPresent(excess -> {
            int position = offset + excess;
            String message = "longer than the %,d characters allowed".formatted(limit);
            if (rules.has(Rule.TEXT_CUT)) {
                check.found(
                        FindingCode.TEXT_CUT,
                        check.textField(),
                        message + ": it will be cut",
                        position,
                        part.length() - excess);
            } else {
                check.found(
                        FindingCode.TEXT_TOO_LONG,
                        check.textField(),
                        message + ", from position " + position,
                        position,
                        part.length() - excess);
            }
        });
    }

    private void cut(String value, int limit, FindingCode code, String field) {
        Counting.CODE_POINTS
                .excess(value, limit)
                .ifPresent(position -> check.found(
                        code,
                        field,
                        "longer than %,d characters: it will be cut".formatted(limit),
                        position,
                        value.length() - position));
    }

    private void hashtags() {
        var parts = check.isThread() ? Threads.places(text) : List.of(new XText.Place(0, text.length()));
        rules.cell(Rule.HASHTAGS_MAX)
                .ifPresent(cell -> parts.forEach(
                        part -> tooMany(part, cell, Span.Kind.HASHTAG, FindingCode.TOO_MANY_HASHTAGS, "hashtags")));
        rules.cell(Rule.MENTIONS_MAX)
                .ifPresent(cell -> parts.forEach(
                        part -> tooMany(part, cell, Span.Kind.MENTION, FindingCode.TOO_MANY_MENTIONS, "mentions")));
    }

    private void tooMany(XText.Place part, RuleCell cell, Span.Kind kind, FindingCode code, String what) {
        Span.in(text.substring(part.start(), part.end()), kind).stream()
                .skip((long) cell.number())
                .findFirst()
                .ifPresent(span -> check.found(
                        code,
                        check.textField(),
                        "more than the %s %s allowed, from position %d"
                                .formatted(cell.inWords(), what, part.start() + span.start()),
                        part.start() + span.start(),
                        span.end() - span.start()));
    }

    private void mentions() {
        rules.cell(Rule.SAME_MENTION_MAX)
                .flatMap(cell ->
                        repeatedMentions(text, (int) cell.number()).stream().findFirst())
                .ifPresent(span -> check.found(
                        FindingCode.MENTION_REPEATED,
                        check.textField(),
                        "%s is mentioned again, at position %d".formatted(span.of(text), span.start()),
                        span.start(),
                        span.end() - span.start()));
    }

    /** The mentions that come once too often. */
    static List<Span> repeatedMentions(String text, int most) {
        var seen = new HashMap<String, Integer>();
        var repeated = new ArrayList<Span>();
        for (var mention : Span.in(text, Span.Kind.MENTION)) {
            if (seen.merge(mention.of(text).toLowerCase(Locale.ROOT), 1, Integer::sum) > most) {
                repeated.add(mention);
            }
        }
        return repeated;
    }

    private void contents() {
        if (rules.has(Rule.PHONE_NUMBERS_REFUSED)) {
            first(PHONE_NUMBER, text, FindingCode.PHONE_NUMBER, check.textField(), "a phone number is not allowed");
        }
        refusedCharacters(text, check.textField());
        if (rules.has(Rule.LINE_BREAKS_IGNORED)) {
            first(LINE_BREAK, text, FindingCode.LINE_BREAKS_LOST, check.textField(), "line breaks are ignored");
        }
        if (rules.has(Rule.LINKS_NOT_CLICKABLE)) {
            Span.in(text, Span.Kind.LINK).stream()
                    .findFirst()
                    .ifPresent(link -> check.found(
                            FindingCode.LINK_NOT_CLICKABLE,
                            check.textField(),
                            "a link in the text cannot be clicked",
                            link.start(),
                            link.end() - link.start()));
        }
        rules.cell(Rule.IMAGE_OR_TEXT)
                .filter(_ -> check.hasMedia() && !text.isBlank())
                .ifPresent(cell -> check.found(
                        cell, FindingCode.IMAGE_OR_TEXT, check.textField(), "an image or a text is shown, not both"));
    }

    private void refusedCharacters(String value, String field) {
        rules.cell(Rule.CHARACTERS_REFUSED)
                .ifPresent(cell -> first(
                        Pattern.compile("[" + String.join("", cell.list()) + "]"),
                        value,
                        FindingCode.FORBIDDEN_CHARACTER,
                        field,
                        "'" + String.join("' and '", cell.list()) + "' are not allowed"));
    }

    private void first(Pattern pattern, String value, FindingCode code, String field, String message) {
        pattern.matcher(value)
                .results()
                .findFirst()
                .ifPresent((MatchResult found) -> check.found(
                        code,
                        field,
                        message + ", at position " + found.start(),
                        found.start(),
                        found.end() - found.start()));
    }

    private void title() {
        String title = check.title();
        String field = check.field("title");
        if (rules.has(Rule.TITLE_REQUIRED) && title.isBlank()) {
            check.found(FindingCode.TITLE_REQUIRED, field, "a title is required");
        }
        if (!title.isBlank() && !NetworkOptions.takesTitle(rules.platform())) {
            check.found(FindingCode.TITLE_UNUSED, field, "there are no titles here");
        }
        refusedCharacters(title, field);
        rules.cell(Rule.TITLE_MAX).ifPresent(cell -> {
            if (rules.has(Rule.TITLE_CUT)) {
                cut(title, (int) cell.number(), FindingCode.TITLE_CUT, field);
            } else {
                longerThan(cell, title, FindingCode.TITLE_TOO_LONG, field);
            }
        });
    }

    private void firstComment() {
        String comment = check.target().firstComment();
        if (comment != null) {
            rules.cell(Rule.FIRST_COMMENT_MAX)
                    .ifPresent(cell ->
                            longerThan(cell, comment, FindingCode.FIRST_COMMENT_TOO_LONG, check.field("firstComment")));
        }
    }

    private void longerThan(RuleCell cell, String value, FindingCode code, String field) {
        Counting.CODE_POINTS
                .excess(value, (int) cell.number())
                .ifPresent(position -> check.found(
                        code,
                        field,
                        "longer than the %s characters allowed".formatted(cell.inWords()),
                        position,
                        value.length() - position));
    }
}
