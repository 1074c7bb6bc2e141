package dev.keelson.auth;

import java.util.Locale;

/** Where a session is in its life, from the first to the last: of two with the same version the later one is true. */
enum SessionStatus {
    /** The sign-in still waits for a step; its tokens say so themselves and are refused for that. */
    PENDING,
    ACTIVE,
    EXPIRED,
    /** Signed out. */
    ENDED,
    /** Ended from elsewhere: by the user on another device, by an administrator, by Clerk. */
    REVOKED;

    /** Whether it has come to its end, from which no session returns. */
    boolean over() {
        return switch (this) {
            case PENDING, ACTIVE -> false;
            case EXPIRED, ENDED, REVOKED -> true;
        };
    }

    /** The name in the API and the database. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the name in the database. */
    static SessionStatus of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /**
     * @param status Clerk's own word
     * @param otherwise for a word that Clerk has invented since
     */
    static SessionStatus ofClerk(String status, SessionStatus otherwise) {
        return switch (status) {
            case "pending" -> PENDING;
            case "active" -> ACTIVE;
            case "expired", "abandoned" -> EXPIRED;
            case "ended", "removed", "replaced" -> ENDED;
            case "revoked" -> REVOKED;
            default -> otherwise;
        };
    }
}
