package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What must not be torn in a text: a link, a mention or a hashtag.
 *
 * @param start index as Java and JavaScript count
 * @param end index of what follows
 */
record Span(Kind kind, int start, int end) {
    enum Kind {
        LINK,
        MENTION,
        HASHTAG
    }

    private static final Pattern LINK_WITH_SCHEME = Pattern.compile("https?://\\S++");
    private static final Pattern HASHTAG =
            Pattern.compile("(?<![\\p{L}\\p{M}\\p{N}_&#])#(?=[\\p{N}_]*+[\\p{L}\\p{M}])[\\p{L}\\p{M}\\p{N}_]++");
    private static final Pattern MENTION = Pattern.compile(
            "(?<![\\p{L}\\p{M}\\p{N}_.@/])@[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.-]*[\\p{L}\\p{M}\\p{N}_])?");

    /** All in the order in which they stand; none overlaps another. */
    static List<Span> in(String text) {
        var spans = new ArrayList<Span>();
        XText.links(text).forEach(link -> spans.add(new Span(Kind.LINK, link.start(), link.end())));
        add(spans, Kind.LINK, LINK_WITH_SCHEME, text);
        add(spans, Kind.MENTION, MENTION, text);
        add(spans, Kind.HASHTAG, HASHTAG, text);
        spans.sort(Comparator.comparingInt(Span::start));
        return List.copyOf(spans);
    }

    static List<Span> in(String text, Kind kind) {
        return in(text).stream().filter(span -> span.kind == kind).toList();
    }

    String of(String text) {
        return text.substring(start, end);
    }

    private static void add(List<Span> spans, Kind kind, Pattern pattern, String text) {
        var taken = List.copyOf(spans);
        int next = 0;
        var found = pattern.matcher(text);
        while (found.find()) {
            while (next < taken.size() && taken.get(next).end <= found.start()) {
                next++;
            }
            if (next == taken.size() || taken.get(next).start >= found.end()) {
                spans.add(new Span(kind, found.start(), found.end()));
            }
        }
        spans.sort(Comparator.comparingInt(Span::start));
    }
}
