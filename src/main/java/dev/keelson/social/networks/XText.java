package dev.keelson.social.networks;

import com.twitter.twittertext.Extractor;
import com.twitter.twittertext.TwitterTextConfiguration;
import com.twitter.twittertext.TwitterTextConfiguration.TwitterTextWeightedRange;
import com.twitter.twittertext.TwitterTextParser;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as X reads them, by <a href="https://github.com/twitter/twitter-text">its own library</a>: a link is 23, also a bare
 * one; an emoji that the library knows is 2. Its emoji are those of 2020: a composed one of later counts more here than X
 * may count it.
 */
final class XText {
    private static final int LINK = 23;
    private static final Pattern WORD = Pattern.compile("\\S++");
    private static final TwitterTextConfiguration CONFIGURATION = TwitterTextConfiguration.getDefaultConfig();

    /** What is or makes an emoji outside their blocks: signs, the joiner and a selector. */
    private static final String SINGLE_EMOJI = "\u00A9\u00AE\u200D\u3030\u303D\u3297\u3299\uFE0F";

    private static final char KEYCAP = '\u20E3';
    private static final char VARIATION_SELECTOR = '\uFE0F';

    /** The library takes quadratic time where dots follow one another; no address has so many before its path. */
    private static final int MOST_DOTS = 12;
    /** Longer than anything X takes, whatever its links count. */
    private static final int LONGEST_WITH_LINKS = 30_000;

    private XText() {}

    /** A place in a text. */
    record Place(int start, int end) {}

    /** No link goes over a blank, so each word counts for itself; the library is asked about those that may have a link. */
    static int length(String text) {
        if (text.length() > LONGEST_WITH_LINKS) {
            return plain(text);
        }
        int length = 0;
        int from = 0;
        var word = WORD.matcher(text);
        while (word.find()) {
            if (word.group().indexOf('.') >= 0 && !isHostile(word.group())) {
                length += plain(text.substring(from, word.start()))
                        + TwitterTextParser.parseTweet(word.group()).weightedLength;
                from = word.end();
            }
        }
        return length + plain(text.substring(from));
    }

    /** What one piece of the text counts, link or character. */
    static int weight(String piece, boolean isLink) {
        if (isLink) {
            return LINK;
        }
        return piece.length() == 1 && piece.charAt(0) < 0x1100 ? 1 : plain(piece);
    }

    /** Where links stand, with and without {@code https://}. */
    static List<Place> links(String text) {
        if (text.length() > LONGEST_WITH_LINKS || text.indexOf('.') < 0) {
            return List.of();
        }
        String harmless = WORD.matcher(text)
                .replaceAll(word -> isHostile(word.group())
                        ? " ".repeat(word.group().length())
                        : Matcher.quoteReplacement(word.group()));
        return new Extractor()
                .extractURLsWithIndices(harmless).stream()
                        .map(link -> new Place(link.getStart(), link.getEnd()))
                        .toList();
    }

    /** Without looking for links. What cannot be an emoji is weighed here: the library takes its time over every character. */
    private static int plain(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        int length = 0;
        int i = 0;
        while (i < normal.length()) {
            int end = endOfEmoji(normal, i);
            if (end > i) {
                // The library counts nothing in a text that is blank.
                length += TwitterTextParser.parseTweet("|" + normal.substring(i, end)).weightedLength - 1;
                i = end;
            } else {
                int character = normal.codePointAt(i);
                length += weight(character);
                i += Character.charCount(character);
            }
        }
        return length;
    }

    private static int weight(int character) {
        return CONFIGURATION.getRanges().stream()
                        .filter(range -> range.getRange().isInRange(character))
                        .findFirst()
                        .map(TwitterTextWeightedRange::getWeight)
                        .orElse(CONFIGURATION.getDefaultWeight())
                / CONFIGURATION.getScale();
    }

    /** The end of what may be emoji, from there on; the same place where it cannot be one. */
    private static int endOfEmoji(String text, int from) {
        int end = from;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            int next = end + Character.charCount(character);
            boolean marked = next < text.length() && isMark(text.charAt(next));
            if (!marked && !mayBeEmoji(character)) {
                return end;
            }
            end = next;
        }
        return end;
    }

    /** Makes an emoji of what stands before it, such as a digit. */
    private static boolean isMark(char character) {
        return character == VARIATION_SELECTOR || character == KEYCAP;
    }

    private static boolean mayBeEmoji(int character) {
        return character >= 0x1F000
                || (character >= 0x203C && character < 0x2C00)
                || SINGLE_EMOJI.indexOf(character) >= 0;
    }

    private static boolean isHostile(String word) {
        int dots = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            dots = c == '/' ? 0 : dots + (c == '.' ? 1 : 0);
            if (dots > MOST_DOTS) {
                return true;
            }
        }
        return false;
    }
}
