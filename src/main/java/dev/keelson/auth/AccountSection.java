package dev.keelson.auth;

import dev.keelson.shared.UserId;

/**
 * A part of {@code GET /api/v1/me} that another module knows. A bean of this type is found by itself, and adds one field to
 * the answer: {@code {"id": …, "<name>": <of(user)>}}.
 */
public interface AccountSection {
    /** The field's name, camel case; no two sections share one. */
    String name();

    /** The field's value, as it is written to JSON. Read from our own database: a vendor is never asked here. */
    Object of(UserId user);
}
