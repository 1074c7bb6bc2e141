package dev.keelson.social.networks;

import java.util.BitSet;
import java.util.List;

/** A text, and where it may be cut: between two characters as a reader sees them, and in no link, mention or hashtag. */
final class Pieces {
    private final String text;
    private final List<Span> spans;
    private final BitSet cuts = new BitSet();

    Pieces(String text) {
        this.text = text;
        this.spans = Span.in(text);
        Counting.GRAPHEME.matcher(text).results().forEach(found -> cuts.set(found.start()));
        cuts.set(text.length());
        spans.forEach(span -> cuts.clear(span.start() + 1, span.end()));
    }

    boolean isCut(int at) {
        return cuts.get(at);
    }

    /** The last place to cut that is not behind this one. */
    int cutUpTo(int at) {
        return Math.max(cuts.previousSetBit(at), 0);
    }

    /** The first place to cut behind this one. */
    int cutAfter(int at) {
        int next = cuts.nextSetBit(at + 1);
        return next < 0 ? text.length() : next;
    }

    /** The last end of a word that is not behind this place, 0 where there is none. */
    int wordUpTo(int at) {
        for (int i = cutUpTo(at); i > 0; i = cuts.previousSetBit(i - 1)) {
            if (i == text.length() || Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return 0;
    }

    /** Without the blanks before this place. */
    int withoutBlanks(int at) {
        int end = at;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1)) && cuts.previousSetBit(end - 1) >= 0) {
            end = cuts.previousSetBit(end - 1);
        }
        return end;
    }

    boolean isEndOfLink(int at) {
        return spans.stream().anyMatch(span -> span.kind() == Span.Kind.LINK && span.end() == at);
    }
}
