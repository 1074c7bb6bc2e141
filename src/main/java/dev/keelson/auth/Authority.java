package dev.keelson.auth;

import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What our database says of a caller: who they are, what they may do, and what has become of their session.
 *
 * @param changedAt when rights were last taken away; an older token is refused
 * @param session null where nothing has told of it yet
 */
record Authority(
        UserId user,
        String clerkId,
        Role role,
        UserStatus status,
        Instant changedAt,
        @Nullable Session session) {

    /**
     * The session that the token belongs to.
     *
     * @param own whether it is this user's
     * @param endReason why it was ended here; null where it was not, or by a person
     * @param lastUsedAt at Clerk or here, whichever is later
     * @param lastSeenAt here; null where it has not been used here yet
     * @param newer how many sessions of this user are open that began after it
     */
    record Session(
            UUID id,
            boolean own,
            SessionStatus status,
            @Nullable SessionEnd endReason,
            Instant startedAt,
            Instant lastUsedAt,
            @Nullable Instant lastSeenAt,
            @Nullable String impersonator,
            int newer) {

        /** What it is refused with, where it is over. */
        Optional<AuthProblem> over() {
            if (!status.over()) {
                return Optional.empty();
            }
            if (endReason != null) {
                return Optional.of(endReason.problem());
            }
            return Optional.of(
                    switch (status) {
                        case EXPIRED -> AuthProblem.SESSION_EXPIRED;
                        case REVOKED -> AuthProblem.SESSION_REVOKED;
                        default -> AuthProblem.SESSION_ENDED;
                    });
        }

        /** Why it has to end now, where it has. */
        Optional<SessionEnd> due(Role role, SessionSettings limits, Instant now) {
            if (startedAt.isBefore(limits.oldestStart(role, now))) {
                return Optional.of(SessionEnd.TOO_OLD);
            }
            if (lastUsedAt.isBefore(limits.oldestUse(now))) {
                return Optional.of(SessionEnd.IDLE);
            }
            return newer >= limits.most() ? Optional.of(SessionEnd.DISPLACED) : Optional.empty();
        }
    }
}
