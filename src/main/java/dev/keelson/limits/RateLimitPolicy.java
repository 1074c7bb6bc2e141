package dev.keelson.limits;

import java.util.Locale;

/** What is counted: everything of an address, everything of a user, and one kind of a user's requests. */
enum RateLimitPolicy {
    ADDRESS,
    USER,
    READ,
    WRITE,
    EXPENSIVE,
    SENSITIVE;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** As it stands in headers, metrics and settings. */
    String id() {
        return id;
    }
}
