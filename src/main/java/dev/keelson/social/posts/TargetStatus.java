package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** What became of a post on one network. */
public enum TargetStatus {
    /** Not sent, or waiting to be sent. */
    PENDING,
    /** Being sent, or accepted by the network and not shown yet. */
    PUBLISHING,
    PUBLISHED,
    FAILED,
    /** Sent and not answered: it may have gone out. It is being looked for, unless it has a failure. */
    UNKNOWN;

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String id() {
        return id;
    }
}
