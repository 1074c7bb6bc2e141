package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** Why a post that was due does not go out before its user says so. */
public enum HoldReason {
    /** Its time had passed for too long when we noticed. */
    MISSED,
    /** A network that it is for has to be linked again. */
    ACCOUNT,
    /** The user's plan does not allow it any more. */
    PLAN;

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String id() {
        return id;
    }
}
