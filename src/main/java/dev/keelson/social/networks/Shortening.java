package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a text fit: cut at a word where there is one nearby, with an ellipsis that counts, and its hashtags at the end. */
final class Shortening {
    private static final String ELLIPSIS = "…";

    private Shortening() {}

    /**
     * @param text what is left of it
     * @param moved hashtags that stood in what was cut off
     * @param dropped hashtags that found no room
     */
    record Shortened(String text, List<String> moved, List<String> dropped) {}

    /** Empty where not even its first word fits. */
    static Optional<Shortened> toFit(String text, int limit, Counting counting) {
        int bodyEnd = startOfTags(text);
        String body = text.substring(0, bodyEnd);
        var all = new LinkedHashSet<String>();
        Span.in(text, Span.Kind.HASHTAG).forEach(tag -> all.add(tag.of(text)));
        var tags = first(all, limit / 3, counting);
        return cut(body, limit - counting.length(block(body, tags)), counting).map(kept -> {
            var left = new ArrayList<>(tags);
            Span.in(kept, Span.Kind.HASHTAG).forEach(tag -> left.remove(tag.of(kept)));
            String shortened = kept + block(body, left);
            var there = new LinkedHashSet<String>();
            Span.in(shortened, Span.Kind.HASHTAG).forEach(tag -> there.add(tag.of(shortened)));
            var moved = left.stream().filter(body::contains).toList();
            var dropped = all.stream().filter(tag -> !there.contains(tag)).toList();
            return new Shortened(shortened, moved, dropped);
        });
    }

    /** The longest beginning that fits with its ellipsis; the text itself where it fits. */
    static Optional<String> cut(String text, int limit, Counting counting) {
        if (counting.length(text) <= limit) {
            return Optional.of(text);
        }
        var pieces = new Pieces(text);
        int at = pieces.cutUpTo(counting.excess(text, limit).orElse(text.length()));
        while (at > 0) {
            int word = pieces.wordUpTo(at);
            int end = pieces.withoutBlanks(word >= at / 2 ? word : at);
            String candidate = text.substring(0, end) + (pieces.isEndOfLink(end) ? " " : "") + ELLIPSIS;
            if (end > 0 && counting.length(candidate) <= limit) {
                return Optional.of(candidate);
            }
            at = end == 0 ? 0 : pieces.cutUpTo(end - 1);
        }
        return Optional.empty();
    }

    /** Where the hashtags begin with which the text ends, or its end. */
    static int startOfTags(String text) {
        int start = text.length();
        var tags = Span.in(text, Span.Kind.HASHTAG);
        for (int i = tags.size() - 1; i >= 0; i--) {
            if (!text.substring(tags.get(i).end(), start).isBlank()) {
                break;
            }
            start = tags.get(i).start();
        }
        int end = start;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end == 0 ? text.length() : end;
    }

    /** As many of the first as there is room for. */
    private static List<String> first(Set<String> all, int room, Counting counting) {
        var tags = new ArrayList<String>();
        int length = 0;
        for (String tag : all) {
            length += counting.length(" " + tag);
            if (length > room) {
                break;
            }
            tags.add(tag);
        }
        return tags;
    }

    private static String block(String body, List<String> tags) {
        return tags.isEmpty() ? "" : (body.indexOf('\n') < 0 ? " " : "\n") + String.join(" ", tags);
    }
}
