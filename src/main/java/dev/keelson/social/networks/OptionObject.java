package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network's options: Ayrshare's object of them.
 *
 * @param name Ayrshare's name of the object, null where the network has none
 * @param options in the order in which they are shown
 * @param exclusive groups of which a post has at most one
 * @param note what is not certain
 */
record OptionObject(
        @Nullable String name,
        List<NetworkOption> options,
        List<List<String>> exclusive,
        @Nullable String note) {

    /** A target's own fields, which go into the object under these names; they are not options. */
    static final List<String> OWN_FIELDS = List.of("title", "subreddit", "thread");

    static OptionObject none() {
        return new OptionObject(null, List.of(), List.of(), null);
    }

    static OptionObject named(String name, NetworkOption... options) {
        return new OptionObject(name, List.of(options), List.of(), null);
    }

    OptionObject excluding(String... oneOf) {
        var groups = new ArrayList<>(exclusive);
        groups.add(List.of(oneOf));
        return new OptionObject(name, options, List.copyOf(groups), note);
    }

    OptionObject noting(String said) {
        return new OptionObject(name, options, exclusive, said);
    }
}
