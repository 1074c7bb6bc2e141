package dev.keelson.social.networks;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes a thread of a text: its paragraphs, and those that are too long at a sentence, a word, or where it can be cut. */
final class Splitting {
    private static final String BLANK_LINES = "\\n[ \\t]*\\n\\s*";

    /** So many times the limit: characters that count nothing, and long links, seldom make more of it. */
    private static final int ENOUGH = 4;

    /** No link is longer, so more of a word need not be looked at. */
    private static final int LONGEST_WORD = 4_096;

    private final Counting counting;
    private final int limit;
    private final List<String> parts = new ArrayList<>();

    private Splitting(Counting counting, int limit) {
        this.counting = counting;
        this.limit = limit;
    }

    /** Parts that fit, apart from a single link, mention or hashtag that does not. */
    static List<String> split(String text, int limit, Counting counting) {
        var splitting = new Splitting(counting, limit);
        for (String paragraph : text.replaceAll("\\r\\n?", "\n").split(BLANK_LINES, -1)) {
            splitting.add(paragraph.strip());
        }
        return splitting.parts;
    }

    private void add(String paragraph) {
        String rest = paragraph;
        while (!rest.isEmpty()) {
            String head = head(rest);
            int end = fits(head) ? head.length() : end(head);
            parts.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
    }

    /**
     * As much of the text as is more than fits, to the end of a word; or all of it. The next part is found in it as it would be
     * in the whole text: looked at as a whole for each part, a long text takes a time that is quadratic in its length.
     */
    private String head(String text) {
        for (int size = ENOUGH * limit; size < text.length(); size *= 2) {
            int end = endOfWord(text, size);
            if (end < text.length() && !fits(text.substring(0, end))) {
                return text.substring(0, end);
            }
        }
        return text;
    }

    private static int endOfWord(String text, int from) {
        int end = from;
        int last = Math.min(text.length(), from + LONGEST_WORD);
        while (end < last && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private boolean fits(String text) {
        return counting.length(text) <= limit;
    }

    private int end(String text) {
        var pieces = new Pieces(text);
        int first = pieces.cutAfter(0);
        int at = pieces.cutUpTo(counting.excess(text, limit).orElse(text.length()));
        while (at > first) {
            int sentence = sentenceUpTo(text, at, pieces);
            int word = pieces.wordUpTo(at);
            int end = sentence >= at / 2 ? sentence : word >= at / 2 ? word : at;
            if (fits(text.substring(0, end).strip())) {
                return end;
            }
            at = pieces.cutUpTo(end - 1);
        }
        return first;
    }

    private static int sentenceUpTo(String text, int at, Pieces pieces) {
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        int end = at == text.length() ? at : sentences.preceding(at + 1);
        while (end > 0 && !pieces.isCut(end)) {
            end = sentences.previous();
        }
        return Math.max(end, 0);
    }
}
