package dev.keelson.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a session ends here, and not at Clerk first. */
enum SessionEnd {
    /** Somebody ended it: the user from another session, or an administrator. */
    REVOKED(SessionStatus.REVOKED, AuthProblem.SESSION_REVOKED),
    /** It has lasted as long as its user's role allows. */
    TOO_OLD(SessionStatus.EXPIRED, AuthProblem.SESSION_EXPIRED),
    /** It was not used for too long. */
    IDLE(SessionStatus.EXPIRED, AuthProblem.SESSION_IDLE),
    /** The user has begun as many newer ones as one may have. */
    DISPLACED(SessionStatus.REVOKED, AuthProblem.SESSION_DISPLACED);

    private final SessionStatus status;
    private final AuthProblem problem;

    SessionEnd(SessionStatus status, AuthProblem problem) {
        this.status = status;
        this.problem = problem;
    }

    /** What it is from then on. */
    SessionStatus status() {
        return status;
    }

    /** What its tokens are refused with. */
    AuthProblem problem() {
        return problem;
    }

    /** The name in the database; null where a person ended it. */
    @Nullable
    String id() {
        return this == REVOKED ? null : name().toLowerCase(Locale.ROOT);
    }

    /** By the name in the database. */
    static SessionEnd of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
