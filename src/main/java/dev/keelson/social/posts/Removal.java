package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** What became of deleting a published post from its network. */
enum Removal {
    PENDING,
    REMOVED,
    /** The network lets nobody but its own app delete it. */
    REFUSED,
    FAILED;

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    String id() {
        return id;
    }
}
