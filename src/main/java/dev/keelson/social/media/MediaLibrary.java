package dev.keelson.social.media;

import static java.util.stream.Collectors.toMap;

import dev.keelson.shared.UserId;
import dev.keelson.social.media.MediaItem.Source;
import dev.keelson.social.networks.MediaFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What is known about the media of a user's posts, by their addresses. */
@Component
public class MediaLibrary {
    private final MediaStore store;
    private final LookAtLink look;
    private final MediaSettings settings;
    private final InstantSource clock;

    MediaLibrary(MediaStore store, LookAtLink look, MediaSettings settings, InstantSource clock) {
        this.store = store;
        this.look = look;
        this.settings = settings;
        this.clock = clock;
    }

    /** What the library knows; an address that it does not have is not in the answer. Asks the database once, and nobody else. */
    public Map<String, MediaFacts> facts(UserId user, Collection<String> urls) {
        return byUrl(store.at(user, urls));
    }

    /** The same, after links that were not looked at lately have been looked at again. Never inside a transaction. */
    public Map<String, MediaFacts> checked(UserId user, Collection<String> urls) {
        var items = store.at(user, urls);
        Instant old = clock.instant().minus(settings.linkFresh());
        var checked = items.stream()
                .map(item -> isOldLink(item, old) ? again(user, item) : item)
                .toList();
        return byUrl(checked);
    }

    private static boolean isOldLink(MediaItem item, Instant old) {
        return item.source() == Source.LINK
                && (item.checkedAt() == null || item.checkedAt().isBefore(old));
    }

    private MediaItem again(UserId user, MediaItem item) {
        String url = String.valueOf(item.url());
        return store.linked(user, url, item.name(), look.at(user, url));
    }

    private static Map<String, MediaFacts> byUrl(List<MediaItem> items) {
        return items.stream().map(MediaLibrary::facts).collect(toMap(MediaFacts::url, Function.identity()));
    }

    private static MediaFacts facts(MediaItem item) {
        return new MediaFacts(
                String.valueOf(item.url()),
                item.kind(),
                item.contentType(),
                item.bytes(),
                item.width(),
                item.height(),
                item.duration(),
                item.expiresAt(),
                item.reachable());
    }
}
