package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is comparable between networks, more or less: {@link NetworkMetrics} says what each means by it. */
enum Metric {
    VIEWS,
    LIKES,
    SHARES,
    COMMENTS,
    CLICKS;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** The name in our API and database. */
    @JsonValue
    String id() {
        return id;
    }
}
