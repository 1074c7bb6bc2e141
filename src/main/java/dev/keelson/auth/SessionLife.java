package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.audit.AuditLog;
import dev.keelson.clients.clerk.ClerkSession;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sessions as they begin, are used and end: each change with its entry in the audit log. */
@Component
class SessionLife {
    private final Sessions sessions;
    private final Authorities authorities;
    private final AuditLog audit;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final SessionSettings settings;
    private final InstantSource clock;

    SessionLife(
            Sessions sessions,
            Authorities authorities,
            AuditLog audit,
            ObjectProvider<SchedulerClient> scheduler,
            SessionSettings settings,
            InstantSource clock) {
        this.sessions = sessions;
        this.authorities = authorities;
        this.audit = audit;
        this.scheduler = scheduler;
        this.settings = settings;
        this.clock = clock;
    }

    /** A session that only a token has told of so far. */
    @Transactional
    void firstSeen(Authority authority, SessionToken token) {
        sessions.insertIfAbsent(authority.user(), token.sessionId()).ifPresent(id -> {
            var here = Visit.current();
            sessions.seen(id, here, token.impersonator(), clock.instant());
            started(authority.user(), id, token.impersonator());
        });
    }

    /** A session was used; that is kept to the minute. */
    void seen(Authority authority, Authority.Session session, SessionToken token, Instant now) {
        boolean newlyImpersonated = token.impersonator() != null && session.impersonator() == null;
        boolean keptWell =
                session.lastSeenAt() != null && session.lastSeenAt().isAfter(now.minus(settings.seenEvery()));
        if (keptWell && !newlyImpersonated) {
            return;
        }
        sessions.seen(session.id(), Visit.current(), token.impersonator(), now);
        if (newlyImpersonated) {
            audit.record(
                    authority.user(),
                    "session.impersonated",
                    session.id().toString(),
                    Map.of("impersonator", Objects.requireNonNull(token.impersonator())));
        }
        authorities.forget(authority.clerkId());
    }

    /**
     * Clerk says so; to be called in a transaction that holds the user's row.
     *
     * @return whether our copy is now in this state
     */
    boolean told(UserId user, ClerkSession session, SessionStatus status) {
        Optional<SessionStatus> before = sessions.status(session.id());
        if (!sessions.merge(user, session, status)) {
            return false;
        }
        boolean starts = before.isEmpty();
        boolean ends = status.over() && !before.map(SessionStatus::over).orElse(false);
        if (starts || ends) {
            UUID id = sessions.id(session.id()).orElseThrow();
            if (starts) {
                started(user, id, session.impersonator());
            }
            if (ends) {
                ended(user, id, null, status.id());
                authorities.changed(session.userId());
            }
        }
        return true;
    }

    /** Nobody ends it: its time is up. That is in force here at once, and soon at Clerk. */
    @Transactional
    void endByLimit(Authority authority, Authority.Session session, String clerkSessionId, SessionEnd end) {
        if (end(authority.user(), authority.clerkId(), session.id(), end, null)) {
            endAtClerkLater(clerkSessionId);
        }
    }

    /** @return whether this call ended it */
    @Transactional
    boolean end(UserId user, String clerkId, UUID id, SessionEnd end, @Nullable UserId actor) {
        boolean ended = sessions.end(user, id, end);
        if (ended) {
            ended(user, id, actor, end.name().toLowerCase(Locale.ROOT));
            authorities.changed(clerkId);
        }
        return ended;
    }

    /** Until Clerk has done it. */
    void endAtClerkLater(String clerkSessionId) {
        scheduler
                .getObject()
                .scheduleIfNotExists(UserTasks.REVOKE.instance(clerkSessionId).build(), clock.instant());
    }

    private void started(UserId user, UUID id, @Nullable String impersonator) {
        Map<String, String> details = impersonator == null ? Map.of() : Map.of("impersonator", impersonator);
        audit.record(user, "session.started", id.toString(), details);
    }

    private void ended(UserId user, UUID id, @Nullable UserId actor, String how) {
        audit.record(actor, "session.ended", id.toString(), Map.of("user", user.toString(), "how", how));
    }
}
