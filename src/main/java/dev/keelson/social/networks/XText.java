package dev.keelson.social.networks;

import com.twitter.twittertext.Extractor;
import com.twitter.twittertext.TwitterTextParser;
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
    private static final int FIRST_BEYOND_ASCII = 0x80;
    private static final Pattern WORD = Pattern.compile("\\S++");
    /** The library takes quadratic time where dots follow one another; no address has so many before its path. */
    private static final int MOST_DOTS = 12;
    /** Longer than anything X takes, whatever its links count. */
    private static final int LONGEST_WITH_LINKS = 30_000;

    private XText() {}

    /** A place in a text. */
    record Place(int start, int end) {}

    static int length(String text) {
        if (text.length() > LONGEST_WITH_LINKS || text.indexOf('.') < 0) {
            return plain(text);
        }
        var kept = new StringBuilder();
        int apart = 0;
        int from = 0;
        var word = WORD.matcher(text);
        while (word.find()) {
            if (isHostile(word.group())) {
                kept.append(text, from, word.start());
                apart += plain(word.group());
                from = word.end();
            }
        }
        String rest = kept.append(text, from, text.length()).toString();
        return apart + (rest.isBlank() ? plain(rest) : TwitterTextParser.parseTweet(rest).weightedLength);
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

    /** Without looking for links: there is none without a dot, and a comma counts the same. */
    private static int plain(String text) {
        if (text.chars().allMatch(c -> c < FIRST_BEYOND_ASCII)) {
            return text.length();
        }
        // The library counts nothing in a text that is blank.
        return TwitterTextParser.parseTweet("|" + text.replace('.', ',')).weightedLength - 1;
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
