package dev.keelson.social.media;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What networks tell apart. */
public enum MediaKind {
    IMAGE,
    VIDEO,
    DOCUMENT;

    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MediaKind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
