package dev.keelson.social.networks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a medium; null is what is not.
 *
 * @param bytes its size
 * @param width in pixels, as it is shown
 * @param height in pixels, as it is shown
 * @param duration of a video
 * @param expiresAt when its address stops working; null also where it never does
 * @param reachable whether it could be fetched when it was last tried
 */
public record MediaFacts(
        String url,
        @Nullable MediaKind kind,
        @Nullable String contentType,
        @Nullable Long bytes,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Duration duration,
        @Nullable Instant expiresAt,
        @Nullable Boolean reachable) {

    /** Nothing but its address is known. */
    public static MediaFacts unknown(String url) {
        return new MediaFacts(url, null, null, null, null, null, null, null, null);
    }

    /** What was given, or else what the content type or the address says. */
    Optional<MediaKind> knownKind() {
        return Optional.ofNullable(kind).or(() -> MediaKind.of(url, contentType));
    }

    Optional<MediaFormat> format() {
        return MediaFormat.of(url, contentType);
    }

    @Nullable
    Double seconds() {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }

    /** Width by height. */
    @Nullable
    Double ratio() {
        return width == null || height == null || height == 0 ? null : (double) width / height;
    }

    @Nullable
    Long pixels() {
        return width == null || height == null ? null : (long) width * height;
    }

    @Nullable
    Integer sides() {
        return width == null || height == null ? null : width + height;
    }
}
