package dev.keelson.auth;

import java.util.Locale;

/** Whether a user may use the product. */
enum UserStatus {
    ACTIVE,
    /** Barred by an administrator, here or at Clerk. */
    SUSPENDED,
    /** A tombstone: no personal data, and nothing brings it back. */
    DELETED;

    /** The name in the API and the database. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static UserStatus of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
