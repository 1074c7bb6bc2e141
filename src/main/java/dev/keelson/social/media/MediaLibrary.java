package dev.keelson.social.media;

import static java.util.stream.Collectors.toMap;

import dev.keelson.shared.UserId;
import dev.keelson.social.media.MediaItem.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

    /**
     * A medium at an address.
     *
     * @param duration of a video, where its header tells
     * @param expiresAt when Ayrshare drops the file: a post that goes out later fails; null for a link
     * @param reachable whether it could be fetched when it was last looked at
     */
    public record Facts(
            String url,
            @Nullable MediaKind kind,
            @Nullable String contentType,
            @Nullable Long bytes,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Duration duration,
            @Nullable Instant expiresAt,
            boolean reachable) {

        private static Facts of(String url, MediaItem item) {
            return new Facts(
                    url,
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

    /** What the library knows; an address that it does not have is not in the answer. Asks the database once, and nobody else. */
    public Map<String, Facts> facts(UserId user, Collection<String> urls) {
        return byUrl(store.at(user, urls));
    }

    /** The same, after links that were not looked at lately have been looked at again. Never inside a transaction. */
    public Map<String, Facts> checked(UserId user, Collection<String> urls) {
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

    private static Map<String, Facts> byUrl(List<MediaItem> items) {
        return items.stream()
                .map(item -> Facts.of(String.valueOf(item.url()), item))
                .collect(toMap(Facts::url, Function.identity()));
    }
}
