package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** How a network counts the length of a text. */
enum Counting {
    /** Unicode code points: an accented letter is one, a family emoji several. */
    CODE_POINTS("(?s)."),
    /** What a reader sees as one character is one. */
    GRAPHEMES("\\X"),
    /**
     * X's weights (<a href="https://docs.x.com/fundamentals/counting-characters">counting characters</a>): a link is 23, an
     * emoji 2, other characters 1 or 2. An approximation: links without {@code http://} count here as the text that they are.
     */
    X_WEIGHTED("https?://\\S+|\\X") {
        @Override
        int weight(String unit) {
            return weightAtX(unit);
        }
    };

    private static final int LINK_AT_X = 23;
    private static final int EMOJI_AT_X = 2;

    private final Pattern units;

    Counting(String unit) {
        this.units = Pattern.compile(unit);
    }

    /** What one unit counts. */
    int weight(String unit) {
        return 1;
    }

    int length(String text) {
        return units.matcher(text)
                .results()
                .mapToInt(unit -> weight(unit.group()))
                .sum();
    }

    /** Where the text exceeds the limit: an index as Java and JavaScript count, empty where it does not. */
    OptionalInt excess(String text, int limit) {
        int length = 0;
        var unit = units.matcher(text);
        while (unit.find()) {
            length += weight(unit.group());
            if (length > limit) {
                return OptionalInt.of(unit.start());
            }
        }
        return OptionalInt.empty();
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static int weightAtX(String unit) {
        if (unit.startsWith("http")) {
            return LINK_AT_X;
        }
        if (unit.codePoints().anyMatch(Character::isEmojiPresentation) || unit.indexOf('\uFE0F') >= 0) {
            return EMOJI_AT_X;
        }
        return unit.codePoints().map(c -> isLightAtX(c) ? 1 : 2).sum();
    }

    private static boolean isLightAtX(int codePoint) {
        return codePoint <= 4351
                || (codePoint >= 8192 && codePoint <= 8205)
                || (codePoint >= 8208 && codePoint <= 8223)
                || (codePoint >= 8242 && codePoint <= 8247);
    }
}
