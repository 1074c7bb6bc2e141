package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What networks tell apart. */
public enum MediaKind {
    IMAGE,
    VIDEO,
    DOCUMENT;

    /** What an address or a content type tells, empty where neither does. */
    public static Optional<MediaKind> of(String url, @Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return Optional.of(IMAGE);
        }
        return type.startsWith("video/")
                ? Optional.of(VIDEO)
                : MediaFormat.of(url, contentType).map(MediaFormat::kind);
    }

    /** The one of this id. */
    public static MediaKind named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
