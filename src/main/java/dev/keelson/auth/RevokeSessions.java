package dev.keelson.auth;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkSession;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.TemporaryFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Shows and ends a user's sessions. Here first, so that a session's token is refused from then on whatever becomes of the
 * call to Clerk; where that cannot be made now, it follows by itself.
 */
@Component
class RevokeSessions {
    private static final Logger log = LoggerFactory.getLogger(RevokeSessions.class);

    private final Sessions sessions;
    private final SessionLife life;
    private final SessionSettings limits;
    private final Users users;
    private final ClerkApiClient clerk;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    RevokeSessions(
            Sessions sessions,
            SessionLife life,
            SessionSettings limits,
            Users users,
            ClerkApiClient clerk,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.sessions = sessions;
        this.life = life;
        this.limits = limits;
        this.users = users;
        this.clerk = clerk;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The newest first, with what Clerk knows of device, place and last activity, where it answers. */
    List<Sessions.Session> active(CurrentUser user) {
        try {
            var told = clerk.activeSessions(user.clerkId()).stream()
                    .filter(session -> session.userId().equals(user.clerkId()))
                    .toList();
            transaction.executeWithoutResult(_ -> merge(user, told));
        } catch (ApiException e) {
            log.warn("problem=sessions_not_fetched {}", e.failure());
        }
        var now = clock.instant();
        return sessions.open(user.id(), limits.oldestStart(user.role(), now), limits.oldestUse(now)).stream()
                .limit(limits.most())
                .toList();
    }

    /**
     * @return whether Clerk has ended it too; otherwise it will soon
     * @throws ApiException where Clerk refuses
     */
    boolean revoke(CurrentUser user, UUID id) {
        var session = sessions.find(user.id(), id)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("You have no such session."));
        return end(user, List.of(session));
    }

    /** All but the one that asks; see {@link #revoke}. */
    boolean revokeOthers(CurrentUser user) {
        return end(
                user,
                active(user).stream()
                        .filter(session -> !session.clerkSessionId().equals(user.sessionId()))
                        .toList());
    }

    private boolean end(CurrentUser user, List<Sessions.Session> ending) {
        transaction.executeWithoutResult(_ -> ending.forEach(
                session -> life.end(user.id(), user.clerkId(), session.id(), SessionEnd.REVOKED, user.id())));
        return ending.stream()
                        .map(Sessions.Session::clerkSessionId)
                        .filter(this::waitsForClerk)
                        .count()
                == 0;
    }

    private boolean waitsForClerk(String clerkSessionId) {
        try {
            endAtClerk(clerkSessionId);
            return false;
        } catch (ApiException e) {
            if (!(e instanceof TemporaryFailure)) {
                throw e;
            }
            log.warn("revocation=later {}", e.failure());
            life.endAtClerkLater(clerkSessionId);
            return true;
        }
    }

    /** @throws ApiException where Clerk does not do it */
    void endAtClerk(String clerkSessionId) {
        try {
            clerk.revokeSession(clerkSessionId);
        } catch (ApiException.NotFound _) {
            log.debug("event=session_gone_at_clerk");
        }
    }

    private void merge(CurrentUser user, List<ClerkSession> told) {
        users.lock(user.id())
                .filter(known -> !known.deleted())
                .ifPresent(_ -> told.forEach(session ->
                        life.told(user.id(), session, SessionStatus.ofClerk(session.status(), SessionStatus.ACTIVE))));
    }
}
