package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How it stands with a target's numbers. */
enum MetricState {
    /** There are none yet, and they are being asked for. */
    PENDING,
    /** There are some; whether they are asked for again says when. */
    COLLECTED,
    /** The network has none to tell. */
    NOT_AVAILABLE,
    /** The network no longer tells any: what is known is the last. */
    EXPIRED,
    /** They are no longer asked for, since the answer would be the same. */
    FAILED;

    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    String id() {
        return id;
    }

    static MetricState of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
