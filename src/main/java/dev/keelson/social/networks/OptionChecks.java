package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a target's options are ones that its network has, spelled as Ayrshare spells them. */
final class OptionChecks {
    private static final int FARTHEST_MISSPELLING = 3;

    private final Checking check;
    private final OptionObject known;

    private OptionChecks(Checking check) {
        this.check = check;
        this.known = NetworkOptions.of(check.rules().platform());
    }

    static void check(Checking check) {
        var checks = new OptionChecks(check);
        var options = check.target().options();
        checks.fields(check.field("options"), options, known(check));
        checks.exclusive(options);
        checks.subreddit();
        checks.altTexts(options);
        checks.tags(options);
    }

    private static List<NetworkOption> known(Checking check) {
        return NetworkOptions.of(check.rules().platform()).options();
    }

    private void fields(String path, Map<?, ?> given, List<NetworkOption> fields) {
        given.forEach((key, value) -> {
            String name = String.valueOf(key);
            String field = path + "." + name;
            fields.stream()
                    .filter(option -> option.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(option -> value(field, value, option), () -> unknown(field, name, fields));
        });
        fields.stream()
                .filter(option -> option.required() && !given.containsKey(option.name()))
                .forEach(option -> check.found(
                        FindingCode.OPTION_REQUIRED, path + "." + option.name(), "'" + option.name() + "' is missing"));
    }

    private void unknown(String field, String name, List<NetworkOption> fields) {
        String message = OptionObject.OWN_FIELDS.contains(name)
                ? "is no option, but the target's own field '" + name + "'"
                : nearest(name, fields)
                        .map(near -> "no option '%s'; is '%s' meant?".formatted(name, near))
                        .orElse("no option '" + name + "'");
        check.found(FindingCode.UNKNOWN_OPTION, field, message);
    }

    private static Optional<String> nearest(String name, List<NetworkOption> fields) {
        String lower = name.toLowerCase(Locale.ROOT);
        return fields.stream()
                .map(NetworkOption::name)
                .min(Comparator.comparingInt(option -> distance(lower, option.toLowerCase(Locale.ROOT))))
                .filter(option -> distance(lower, option.toLowerCase(Locale.ROOT)) <= FARTHEST_MISSPELLING);
    }

    /** Levenshtein's: how many letters have to be changed, added or removed. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= Math.min(from.length(), 64); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private void value(String field, @Nullable Object value, NetworkOption option) {
        switch (option.type()) {
            case BOOLEAN -> type(field, value instanceof Boolean, option);
            case STRING -> string(field, value, option);
            case INTEGER, NUMBER -> numeric(field, value, option);
            case LIST -> list(field, value, option);
            case OBJECT -> {
                if (type(field, value instanceof Map, option)
                        && value instanceof Map<?, ?> given
                        && !option.fields().isEmpty()) {
                    fields(field, given, option.fields());
                }
            }
        }
    }

    private void string(String field, @Nullable Object value, NetworkOption option) {
        if (!type(field, value instanceof String, option) || !(value instanceof String text)) {
            return;
        }
        if (!option.allowed().isEmpty() && !option.allowed().contains(text)) {
            check.found(FindingCode.OPTION_VALUE, field, "must be one of " + String.join(", ", option.allowed()));
        }
        int length = Counting.CODE_POINTS.length(text);
        if (option.most() != null && length > option.most()) {
            check.found(
                    FindingCode.OPTION_TOO_LONG,
                    field,
                    String.format(
                            Locale.ROOT,
                            "longer than the %,d characters allowed",
                            option.most().intValue()));
        }
        if (option.least() != null && length < option.least()) {
            check.found(
                    FindingCode.OPTION_VALUE,
                    field,
                    "must have at least %d characters".formatted(option.least().intValue()));
        }
    }

    private void numeric(String field, @Nullable Object value, NetworkOption option) {
        boolean fits = value instanceof Number number
                && (option.type() == NetworkOption.Type.NUMBER
                        || number.doubleValue() == Math.rint(number.doubleValue()));
        if (type(field, fits, option) && value instanceof Number number) {
            within(field, number.doubleValue(), option, "");
        }
    }

    private void list(String field, @Nullable Object value, NetworkOption option) {
        if (type(field, value instanceof List, option) && value instanceof List<?> given) {
            within(field, given.size(), option, " entries");
            var entries = option.entries();
            for (int i = 0; i < given.size() && entries != null; i++) {
                value(field + "[" + i + "]", given.get(i), entries);
            }
        }
    }

    private void within(String field, double value, NetworkOption option, String unit) {
        if (option.least() != null && value < option.least()) {
            check.found(
                    FindingCode.OPTION_VALUE,
                    field,
                    "must be at least %d%s".formatted(option.least().intValue(), unit));
        }
        if (option.most() != null && value > option.most()) {
            check.found(
                    FindingCode.OPTION_VALUE,
                    field,
                    "must be at most %d%s".formatted(option.most().intValue(), unit));
        }
    }

    private boolean type(String field, boolean fits, NetworkOption option) {
        if (!fits) {
            check.found(
                    FindingCode.OPTION_TYPE,
                    field,
                    "must be of type " + option.type().id());
        }
        return fits;
    }

    private void exclusive(Map<String, Object> options) {
        for (var group : known.exclusive()) {
            var given = new ArrayList<>(group);
            given.removeIf(name -> !options.containsKey(name) || Boolean.FALSE.equals(options.get(name)));
            if (given.size() > 1) {
                check.found(
                        FindingCode.OPTIONS_CONFLICT,
                        check.field("options." + given.getLast()),
                        "cannot stand beside '" + given.getFirst() + "'");
            }
        }
    }

    private void subreddit() {
        String subreddit = check.target().subreddit();
        if (!check.rules().has(Rule.SUBREDDIT_REQUIRED)) {
            return;
        }
        if (subreddit == null || subreddit.isBlank()) {
            check.found(FindingCode.SUBREDDIT_REQUIRED, check.field("subreddit"), "a subreddit is required");
        } else if (subreddit.indexOf('/') >= 0) {
            check.found(FindingCode.SUBREDDIT_FORM, check.field("subreddit"), "must be a name without 'r/'");
        }
    }

    private void altTexts(Map<String, Object> options) {
        var cell = check.rules().cell(Rule.ALT_TEXT_MAX);
        if (cell.isEmpty() || !(options.get("altText") instanceof List<?> texts)) {
            return;
        }
        for (int i = 0; i < texts.size(); i++) {
            if (Counting.CODE_POINTS.length(String.valueOf(texts.get(i)))
                    > cell.get().number()) {
                check.found(
                        FindingCode.ALT_TEXT_TOO_LONG,
                        check.field("options.altText[" + i + "]"),
                        "longer than the %s characters allowed"
                                .formatted(cell.get().inWords()));
            }
        }
    }

    private void tags(Map<String, Object> options) {
        check.rules().cell(Rule.TAGS_TOTAL_MAX).ifPresent(cell -> {
            int total = options.get("tags") instanceof List<?> tags
                    ? tags.stream()
                            .mapToInt(tag -> Counting.CODE_POINTS.length(String.valueOf(tag)))
                            .sum()
                    : 0;
            if (total > cell.number()) {
                check.found(
                        FindingCode.OPTION_TOO_LONG,
                        check.field("options.tags"),
                        "all tags together have more than %s characters".formatted(cell.inWords()));
            }
        });
    }
}
