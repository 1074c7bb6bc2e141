package dev.keelson.auth;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.health.HealthStatus;
import dev.keelson.clients.clerk.ClerkSettings;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Reads session tokens and refuses every other kind. */
@Component
class SessionTokens implements JwtDecoder {
    private static final Logger log = LoggerFactory.getLogger(SessionTokens.class);

    /** Clerk's own verifier allows as much. */
    static final Duration SKEW = Duration.ofSeconds(5);

    /** A key is named after its instance, so a new one may have the old one's name: only time tells. */
    private static final Duration KEYS_FRESH = Duration.ofMinutes(5);

    private static final Duration KEYS_IN_AN_OUTAGE = Duration.ofHours(4);
    private static final Duration KEYS_AT_MOST_TWICE_EVERY = Duration.ofSeconds(30);
    private static final Duration KEYS_WAIT = Duration.ofSeconds(10);
    private static final int KEYS_CONNECT_MILLIS = 2_000;
    private static final int KEYS_READ_MILLIS = 3_000;
    private static final int KEYS_MOST_BYTES = 64 * 1024;

    private final NimbusJwtDecoder decoder;
    private volatile boolean keysKnown;

    SessionTokens(ClerkSettings settings, Clock clock) {
        decoder = NimbusJwtDecoder.withJwkSource(keys(settings.keysUrl()))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .build();
        var times = new JwtTimestampValidator(SKEW);
        times.setAllowEmptyExpiryClaim(false);
        times.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtTypeValidator.jwt(),
                times,
                new JwtIssuerValidator(settings.issuer()),
                new SessionTokenRules(settings, SKEW, clock)));
    }

    /** @throws RefusedAuthentication where it is not a session token that is valid now */
    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtValidationException e) {
            throw refused(e);
        } catch (JwtException e) {
            throw isOutage(e)
                    ? keysUnavailable(e)
                    : rejected("It was not signed by this service's identity provider.", e);
        }
    }

    private static RefusedAuthentication refused(JwtValidationException e) {
        boolean pending =
                e.getErrors().stream().map(OAuth2Error::getErrorCode).anyMatch(SessionTokenRules.PENDING::equals);
        if (pending && e.getErrors().size() == 1) {
            return new RefusedAuthentication(
                    Problem.of(AuthProblem.SESSION_PENDING, "The session still waits for a step of the sign-in."), e);
        }
        boolean expired = e.getErrors().stream()
                .map(OAuth2Error::getDescription)
                .anyMatch(description -> description != null && description.startsWith("Jwt expired"));
        return rejected(expired ? "It has expired." : "It is not a session token for this service.", e);
    }

    private static RefusedAuthentication rejected(String detail, JwtException cause) {
        return new RefusedAuthentication(Problem.of(AuthProblem.TOKEN_REJECTED, detail), cause);
    }

    private static RefusedAuthentication keysUnavailable(JwtException e) {
        log.error("problem=session_keys_unavailable cause=\"{}\"", e.getMessage());
        return new RefusedAuthentication(
                Problem.of(CommonProblem.SERVICE_UNAVAILABLE, "Session tokens cannot be checked right now.")
                        .retryAfter(KEYS_AT_MOST_TWICE_EVERY),
                e);
    }

    /** Where the keys are known, only a forged key id can make us ask for them too often: that is the token's fault. */
    private boolean isOutage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return !keysKnown;
            }
            if (cause instanceof JWKSetUnavailableException || cause instanceof RemoteKeySourceException) {
                return true;
            }
        }
        return false;
    }

    private JWKSource<SecurityContext> keys(String url) {
        try {
            var retriever = new DefaultResourceRetriever(KEYS_CONNECT_MILLIS, KEYS_READ_MILLIS, KEYS_MOST_BYTES);
            return JWKSourceBuilder.<SecurityContext>create(URI.create(url).toURL(), retriever)
                    .cache(KEYS_FRESH.toMillis(), KEYS_WAIT.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(KEYS_AT_MOST_TWICE_EVERY.toMillis())
                    .outageTolerant(KEYS_IN_AN_OUTAGE.toMillis())
                    .healthReporting(report -> keysKnown = report.getHealthStatus() == HealthStatus.HEALTHY)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("keelson.clients.clerk.jwks-url is not an address: " + url, e);
        }
    }
}
