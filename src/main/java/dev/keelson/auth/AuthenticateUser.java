package dev.keelson.auth;

import static java.util.Objects.requireNonNull;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.Problem;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Who calls, by our own database: the token only proves the identity. What was decided since it was signed, such as a
 * suspension or a session's end, counts at once. A user or session that no event has told of yet is made here.
 */
@Component
class AuthenticateUser implements Converter<Jwt, AbstractAuthenticationToken> {
    private static final Logger log = LoggerFactory.getLogger(AuthenticateUser.class);
    private static final Duration DATABASE_PAUSE = Duration.ofSeconds(2);

    private record Known(
            UserId id,
            Role role,
            UserStatus status,
            @Nullable SessionStatus session,
            boolean ownSession) {}

    private final JdbcClient jdbc;
    private final RegisterUser register;
    private final ResyncUser resync;
    private final Sessions sessions;

    AuthenticateUser(JdbcClient jdbc, RegisterUser register, ResyncUser resync, Sessions sessions) {
        this.jdbc = jdbc;
        this.register = register;
        this.resync = resync;
        this.sessions = sessions;
    }

    /** @throws RefusedAuthentication where the user or the session is not let in, or the database is away */
    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        // Both are there: SessionTokenRules refuses a token without them.
        String clerkId = requireNonNull(token.getSubject());
        String sessionId = requireNonNull(token.getClaimAsString("sid"));
        try {
            return authenticate(clerkId, sessionId);
        } catch (DataAccessException | TransactionException e) {
            log.error("problem=user_not_read cause={}", e.getClass().getSimpleName(), e);
            throw new RefusedAuthentication(
                    Problem.of(CommonProblem.SERVICE_UNAVAILABLE, "The database cannot be reached right now.")
                            .retryAfter(DATABASE_PAUSE),
                    e);
        }
    }

    private CurrentUserAuthentication authenticate(String clerkId, String sessionId) {
        Known known = find(clerkId, sessionId).orElseGet(() -> firstRequestOf(clerkId, sessionId));
        switch (known.status()) {
            case DELETED ->
                throw RefusedAuthentication.because(AuthProblem.USER_DELETED, "This account exists no more.");
            case SUSPENDED ->
                throw RefusedAuthentication.because(AuthProblem.USER_SUSPENDED, "This account is suspended.");
            case ACTIVE -> checkSession(known, sessionId);
        }
        return new CurrentUserAuthentication(new CurrentUser(known.id(), clerkId, sessionId, known.role()));
    }

    private void checkSession(Known known, String sessionId) {
        if (known.session() == null) {
            sessions.insertIfAbsent(known.id(), sessionId);
        } else if (known.session().over()) {
            throw RefusedAuthentication.because(
                    AuthProblem.SESSION_ENDED, "This session has ended, although its token has not expired.");
        } else if (!known.ownSession()) {
            throw RefusedAuthentication.because(AuthProblem.TOKEN_REJECTED, "Its session is another user's.");
        }
    }

    /** The profile is Clerk's to tell; where it cannot right now, the event or the next resynchronisation will. */
    private Known firstRequestOf(String clerkId, String sessionId) {
        if (register.unlessKnown(clerkId)) {
            resync.asFarAsPossible(clerkId);
        }
        return find(clerkId, sessionId).orElseThrow();
    }

    private Optional<Known> find(String clerkId, String sessionId) {
        return jdbc.sql("""
                        select u.id, u.role, u.status, s.status as session, s.user_id = u.id as own_session
                        from users u left join user_sessions s on s.clerk_session_id = :sessionId
                        where u.clerk_id = :clerkId
                        """)
                .param("clerkId", clerkId)
                .param("sessionId", sessionId)
                .query((row, _) -> new Known(
                        new UserId(row.getObject("id", UUID.class)),
                        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                        UserStatus.of(row.getString("status")),
                        SessionStatus.ofNullable(row.getString("session")),
                        row.getBoolean("own_session")))
                .optional();
    }
}
