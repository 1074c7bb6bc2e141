package dev.keelson.social.posts;

import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's posts are listed.
 *
 * @param statuses empty for all but deleted ones
 * @param platforms with a target on one of these; empty for any
 * @param text is part of the post's text, or of a target's text or title, whatever the case; null for any
 * @param from not before; null for always. A post stands at the time at which it was published, or else is planned, or else was
 *     written
 * @param to before; null for always
 */
record PostFilter(
        Set<PostStatus> statuses,
        Set<Platform> platforms,
        @Nullable String text,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final PostFilter NONE = new PostFilter(Set.of(), Set.of(), null, null, null);
}
