package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a network, or is to, through the user's profile at Ayrshare and not by this application.
 *
 * @param state whether it is out, or Ayrshare is still going to publish it
 * @param publishedAt when it went out, or is to
 */
record ExternalPost(
        UUID id,
        Platform platform,
        State state,
        @Nullable String networkPostId,
        @Nullable String url,
        String content,
        Instant publishedAt) {

    enum State {
        PUBLISHED,
        SCHEDULED;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /** As Ayrshare shows it, before it is one of ours. */
    record Seen(
            Platform platform,
            State state,
            @Nullable String networkPostId,
            @Nullable String url,
            String content,
            Instant publishedAt) {}

    boolean isAs(Seen seen) {
        return seen.equals(new Seen(platform, state, networkPostId, url, content, publishedAt));
    }
}
