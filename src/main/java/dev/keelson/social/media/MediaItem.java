package dev.keelson.social.media;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.social.networks.MediaKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An item of a user's library.
 *
 * @param name what the user calls it
 * @param sha256 of an uploaded file's content, in hexadecimal digits
 * @param url where networks fetch it; null while it is being uploaded, and where that failed
 * @param reachable whether it could be fetched when it was last looked at
 * @param httpStatus what a link's server answered then, null where it did not
 * @param checkedAt when that was
 * @param expiresAt when Ayrshare drops the file; null for a link
 */
record MediaItem(
        UUID id,
        Source source,
        State state,
        @Nullable MediaKind kind,
        @Nullable String contentType,
        String name,
        @Nullable Long bytes,
        @Nullable String sha256,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Duration duration,
        @Nullable String url,
        boolean reachable,
        @Nullable Integer httpStatus,
        @Nullable Instant checkedAt,
        @Nullable Instant expiresAt,
        Instant createdAt) {

    enum Source {
        UPLOAD,
        LINK;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Source of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    enum State {
        UPLOADING,
        READY,
        FAILED;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }
}
