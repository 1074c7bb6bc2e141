package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a post is in its life. */
public enum PostStatus {
    DRAFT,
    SCHEDULED,
    /** Was due, and waits for its user's word. */
    HELD,
    /** At least one target has no certain outcome yet. */
    PUBLISHING,
    PUBLISHED,
    PARTIALLY_PUBLISHED,
    FAILED,
    DELETED;

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String id() {
        return id;
    }

    static Optional<PostStatus> of(String id) {
        return Arrays.stream(values()).filter(status -> status.id.equals(id)).findFirst();
    }
}
