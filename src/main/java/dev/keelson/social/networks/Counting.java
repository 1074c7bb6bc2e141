package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a network counts the length of a text. A link counts as the text that it is, except at X. */
enum Counting {
    /** Unicode code points: an accented letter is one, a family emoji several. */
    CODE_POINTS("counts Unicode code points") {
        @Override
        int length(String text) {
            return text.codePointCount(0, text.length());
        }

        @Override
        List<Unit> units(String text) {
            return pieces(CODE_POINT, text, 0, text.length());
        }
    },
    /** What a reader sees as one character is one, by the Unicode version of the Java that runs this. */
    GRAPHEMES("counts what a reader sees as one character") {
        @Override
        int length(String text) {
            return (int) GRAPHEME.matcher(text).results().count();
        }

        @Override
        List<Unit> units(String text) {
            return pieces(GRAPHEME, text, 0, text.length());
        }
    },
    /** X's weights (<a href="https://docs.x.com/fundamentals/counting-characters">counting characters</a>). */
    X_WEIGHTED("counts by X's weights: a link is 23, an emoji and most of what is not Latin 2") {
        @Override
        int length(String text) {
            return XText.length(text);
        }

        @Override
        List<Unit> units(String text) {
            var units = new ArrayList<Unit>();
            int from = 0;
            for (var link : XText.links(text)) {
                addWeighted(units, text, from, link.start());
                units.add(new Unit(link.start(), link.end(), XText.weight("", true)));
                from = link.end();
            }
            addWeighted(units, text, from, text.length());
            return units;
        }
    };

    static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern CODE_POINT = Pattern.compile("(?s).");

    private final String meaning;

    Counting(String meaning) {
        this.meaning = meaning;
    }

    /** A piece of a text that is counted as a whole. */
    record Unit(int start, int end, int weight) {}

    abstract int length(String text);

    /** Of a thread, that of its longest part. */
    int length(String text, @Nullable List<String> parts) {
        return parts == null
                ? length(text)
                : parts.stream().mapToInt(this::length).max().orElse(0);
    }

    /** The pieces that are counted, in their order. */
    abstract List<Unit> units(String text);

    /** Where the text exceeds the limit: an index as Java and JavaScript count, empty where it does not. */
    OptionalInt excess(String text, int limit) {
        if (text.length() <= limit / 2 || length(text) <= limit) {
            return OptionalInt.empty();
        }
        int length = 0;
        int last = 0;
        for (Unit unit : units(text)) {
            length += unit.weight();
            last = unit.start();
            if (length > limit) {
                break;
            }
        }
        return OptionalInt.of(last);
    }

    String meaning() {
        return meaning;
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<Unit> pieces(Pattern piece, String text, int from, int to) {
        return piece.matcher(text)
                .region(from, to)
                .results()
                .map(found -> new Unit(found.start(), found.end(), 1))
                .toList();
    }

    private static void addWeighted(List<Unit> units, String text, int from, int to) {
        pieces(GRAPHEME, text, from, to)
                .forEach(unit -> units.add(new Unit(
                        unit.start(), unit.end(), XText.weight(text.substring(unit.start(), unit.end()), false))));
    }
}
