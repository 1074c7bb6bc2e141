package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkSession;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Shows and ends a user's sessions. Here first, so that a session's token is refused from then on whatever becomes of the
 * call to Clerk; where that fails, the caller is told and may simply do it again.
 */
@Component
class RevokeSessions {
    private static final Logger log = LoggerFactory.getLogger(RevokeSessions.class);

    private final Sessions sessions;
    private final ClerkApiClient clerk;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    RevokeSessions(Sessions sessions, ClerkApiClient clerk, AuditLog audit, TransactionTemplate transaction) {
        this.sessions = sessions;
        this.clerk = clerk;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** With what Clerk knows of device, place and last activity, where it answers. */
    List<Sessions.Session> active(CurrentUser user) {
        try {
            clerk.activeSessions(user.clerkId()).stream()
                    .filter(session -> session.userId().equals(user.clerkId()))
                    .forEach(session -> merge(user, session));
        } catch (ApiException e) {
            log.warn("problem=sessions_not_fetched {}", e.failure());
        }
        return sessions.active(user.id());
    }

    void revoke(CurrentUser user, UUID id) {
        var session = sessions.find(user.id(), id)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("You have no such session."));
        end(user, List.of(session));
    }

    void revokeOthers(CurrentUser user) {
        end(
                user,
                active(user).stream()
                        .filter(session -> !session.clerkSessionId().equals(user.sessionId()))
                        .toList());
    }

    private void end(CurrentUser user, List<Sessions.Session> ending) {
        transaction.executeWithoutResult(_ -> ending.forEach(session -> {
            sessions.revoke(user.id(), session.id());
            audit.record(user.id(), "session.revoked", session.id().toString(), Map.of());
        }));
        ending.forEach(session -> endAtClerk(session.clerkSessionId()));
    }

    private void endAtClerk(String clerkSessionId) {
        try {
            clerk.revokeSession(clerkSessionId);
        } catch (ApiException.NotFound _) {
            log.debug("event=session_gone_at_clerk");
        }
    }

    private void merge(CurrentUser user, ClerkSession session) {
        sessions.merge(user.id(), session, SessionStatus.ofClerk(session.status(), SessionStatus.ACTIVE));
    }
}
