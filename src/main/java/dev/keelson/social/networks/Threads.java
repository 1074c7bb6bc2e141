package dev.keelson.social.networks;

import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.networks.XText.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A thread as Ayrshare makes it: it splits the text at blank lines, and numbers the parts where it is asked to. */
final class Threads {
    static final String BREAK = "\n\n";

    private static final Pattern BLANK_LINE = Pattern.compile("\\n\\n+");

    private Threads() {}

    /** Where the parts of the text stand; none where it is blank. */
    static List<Place> places(String text) {
        var places = new ArrayList<Place>();
        int from = 0;
        var found = BLANK_LINE.matcher(text);
        while (found.find()) {
            add(places, text, from, found.start());
            from = found.end();
        }
        add(places, text, from, text.length());
        return places;
    }

    static List<String> parts(String text) {
        return places(text).stream()
                .map(place -> text.substring(place.start(), place.end()))
                .toList();
    }

    /** What a part leaves free for its number, such as {@code (3/12)} with what parts it from the text. */
    static int reserve(TargetContent target, int parts) {
        // How Ayrshare writes it is not documented: this is the longest of what is usual.
        return NetworkOptions.isOn(target, "threadNumber")
                ? 5 + 2 * Integer.toString(parts).length()
                : 0;
    }

    private static void add(List<Place> places, String text, int from, int to) {
        if (!text.substring(from, to).isBlank()) {
            places.add(new Place(from, to));
        }
    }
}
