package dev.keelson.social.posts;

import dev.keelson.shared.UserId;
import dev.keelson.social.media.MediaLibrary;
import dev.keelson.social.networks.MediaFacts;
import dev.keelson.social.networks.MediaKind;
import dev.keelson.social.networks.PostContent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** What the library knows of the media of posts. */
@Component
class PostMedia {
    /** From this size on Ayrshare wants a date with a video: it then publishes by itself, and no call waits for it. */
    private static final DataSize TAKES_LONG = DataSize.ofMegabytes(50);

    private final MediaLibrary library;

    PostMedia(MediaLibrary library) {
        this.library = library;
    }

    /** As it is stored: at most one query. */
    Function<String, Optional<MediaFacts>> of(UserId user, PostContent post) {
        return facts(library::facts, user, post.addresses());
    }

    /** After links that were not looked at lately have been looked at again. Never inside a transaction. */
    Function<String, Optional<MediaFacts>> lookedAt(UserId user, PostContent post) {
        return facts(library::checked, user, post.addresses());
    }

    /** Whether one of these is a video that takes Ayrshare longer than a call can wait. */
    boolean takesLong(UserId user, Collection<String> urls) {
        var known = facts(library::facts, user, urls);
        return urls.stream().flatMap(url -> known.apply(url).stream()).anyMatch(PostMedia::takesLong);
    }

    private static boolean takesLong(MediaFacts facts) {
        return facts.kind() == MediaKind.VIDEO && facts.bytes() != null && facts.bytes() > TAKES_LONG.toBytes();
    }

    private static Function<String, Optional<MediaFacts>> facts(
            BiFunction<UserId, Collection<String>, Map<String, MediaFacts>> ask, UserId user, Collection<String> urls) {
        var known = urls.isEmpty() ? Map.<String, MediaFacts>of() : ask.apply(user, urls);
        return url -> Optional.ofNullable(known.get(url));
    }
}
