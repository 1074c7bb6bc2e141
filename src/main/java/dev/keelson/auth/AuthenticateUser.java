package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.DataAccessException;
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

    private final Authorities authorities;
    private final RegisterUser register;
    private final ResyncUser resync;
    private final SessionLife sessions;
    private final SessionSettings limits;
    private final InstantSource clock;

    AuthenticateUser(
            Authorities authorities,
            RegisterUser register,
            ResyncUser resync,
            SessionLife sessions,
            SessionSettings limits,
            InstantSource clock) {
        this.authorities = authorities;
        this.register = register;
        this.resync = resync;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws RefusedAuthentication where the user or the session is not let in, or the database is away */
    @Override
    public AbstractAuthenticationToken convert(Jwt jwt) {
        try {
            return authenticate(SessionToken.of(jwt));
        } catch (DataAccessException | TransactionException e) {
            log.error("problem=user_not_read cause={}", e.getClass().getSimpleName(), e);
            throw new RefusedAuthentication(
                    Problem.of(CommonProblem.SERVICE_UNAVAILABLE, "The database cannot be reached right now.")
                            .retryAfter(DATABASE_PAUSE),
                    e);
        }
    }

    private CurrentUserAuthentication authenticate(SessionToken token) {
        Authority authority =
                authorities.find(token.clerkId(), token.sessionId()).orElseGet(() -> firstRequestOf(token));
        switch (authority.status()) {
            case DELETED ->
                throw RefusedAuthentication.because(AuthProblem.USER_DELETED, "This account exists no more.");
            case SUSPENDED ->
                throw RefusedAuthentication.because(AuthProblem.USER_SUSPENDED, "This account is suspended.");
            case ACTIVE -> {}
        }
        Instant now = clock.instant();
        if (authority.session() == null) {
            sessions.firstSeen(authority, token);
        } else {
            checkSession(authority, authority.session(), token, now);
        }
        if (token.issuedAt().isBefore(authority.changedAt().minus(SessionTokens.SKEW))) {
            throw RefusedAuthentication.because(
                    AuthProblem.TOKEN_OUTDATED, "What you may do was changed after this token was signed.");
        }
        return new CurrentUserAuthentication(
                new CurrentUser(authority.user(), token.clerkId(), token.sessionId(), authority.role()),
                token.factorsAt(now),
                token.impersonator());
    }

    private void checkSession(Authority authority, Authority.Session session, SessionToken token, Instant now) {
        if (!session.own()) {
            throw RefusedAuthentication.because(AuthProblem.TOKEN_REJECTED, "Its session is another user's.");
        }
        session.over().ifPresent(AuthenticateUser::refuse);
        session.due(authority.role(), limits, now).ifPresent(end -> {
            sessions.endByLimit(authority, session, token.sessionId(), end);
            refuse(end.problem());
        });
        sessions.seen(authority, session, token, now);
    }

    private static void refuse(AuthProblem problem) {
        throw RefusedAuthentication.because(problem, "This session is over, although its token has not expired.");
    }

    /** The profile is Clerk's to tell; where it cannot right now, the event or the next resynchronisation will. */
    private Authority firstRequestOf(SessionToken token) {
        if (register.unlessKnown(token.clerkId())) {
            resync.asFarAsPossible(token.clerkId());
        }
        return authorities.find(token.clerkId(), token.sessionId()).orElseThrow();
    }
}
