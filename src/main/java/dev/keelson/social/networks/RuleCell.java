package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the networks' table.
 *
 * @param value a number in the rule's unit, a list of texts, or a flag
 * @param advice whether breaking it is a warning: the source names a format and not that others are refused
 * @param source where the value is from
 * @param asOf when it was compared with its source
 * @param note where sources differ, or what the value does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleCell(
        Rule rule,
        Rule.Unit unit,
        Object value,
        boolean advice,
        String source,
        LocalDate asOf,
        @Nullable String note) {

    private static final double RATIO_TOLERANCE = 0.01;

    double number() {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    List<String> list() {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    boolean isBrokenBy(Number actual) {
        double measured = actual.doubleValue();
        double tolerance = unit == Rule.Unit.RATIO ? number() * RATIO_TOLERANCE : 0;
        return rule.isUpper() ? measured > number() + tolerance : measured < number() - tolerance;
    }

    /** The value for a reader, with its unit. */
    String inWords() {
        return value instanceof Number
                ? inWords(number())
                : value instanceof List<?> ? String.join(", ", list()) : "yes";
    }

    String inWords(double number) {
        return switch (unit) {
            case BYTES -> bytes(number);
            case SECONDS -> trimmed(number) + " s";
            case PIXELS -> String.format(Locale.ROOT, "%,d px", (long) number);
            case RATIO -> trimmed(number) + ":1";
            case CHARACTERS, COUNT, FLAG, LIST -> String.format(Locale.ROOT, "%,d", (long) number);
        };
    }

    private static String bytes(double number) {
        if (number >= 1e9) {
            return trimmed(number / 1e9) + " GB";
        }
        return number >= 1e6 ? trimmed(number / 1e6) + " MB" : trimmed(number / 1e3) + " KB";
    }

    private static String trimmed(double number) {
        return String.format(Locale.ROOT, "%.2f", number).replaceAll("\\.?0+$", "");
    }
}
