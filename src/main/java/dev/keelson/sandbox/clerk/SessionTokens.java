package dev.keelson.sandbox.clerk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Session tokens with the claims of version 2.
 *
 * @see <a href="https://clerk.com/docs/guides/sessions/session-tokens">session tokens</a>
 */
@Component
class SessionTokens {
    static final Duration LIFETIME = Duration.ofSeconds(60);

    /** The origin of the frontend that would have asked for the token. */
    private static final String AUTHORIZED_PARTY = "http://localhost:3000";

    /** The header {@code cat} by which Clerk tells session tokens from the others. */
    private static final String SESSION_TOKEN = "cl_B7d4PD111AAA";

    private static final Duration VALID_BEFORE_ISSUE = Duration.ofSeconds(10);
    private static final int NO_SUCH_FACTOR = -1;

    private final Instance instance;
    private final Environment environment;
    private final Clock clock;

    SessionTokens(Instance instance, Environment environment, Clock clock) {
        this.instance = instance;
        this.environment = environment;
        this.clock = clock;
    }

    /** @param lifetime Clerk's are {@link #LIFETIME}; longer ones are for people who paste commands */
    String issue(ObjectNode session, Duration lifetime) {
        var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject(session.get("user_id").stringValue())
                .claim("azp", AUTHORIZED_PARTY)
                .claim("sid", session.get("id").stringValue())
                .claim("sts", "active")
                .claim("v", 2)
                .claim("fva", List.of(minutesSinceVerification(session, now), NO_SUCH_FACTOR))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(VALID_BEFORE_ISSUE)))
                .expirationTime(Date.from(now.plus(lifetime)));
        if (session.get("actor").isObject()) {
            claims.claim(
                    "act",
                    Map.of("iss", issuer(), "sub", session.at("/actor/sub").stringValue()));
        }
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(instance.id())
                .type(JOSEObjectType.JWT)
                .customParam("cat", SESSION_TOKEN)
                .build();
        return sign(new SignedJWT(header, claims.build()));
    }

    private String issuer() {
        return "http://127.0.0.1:%s/clerk".formatted(environment.getRequiredProperty("local.server.port"));
    }

    private static long minutesSinceVerification(ObjectNode session, Instant now) {
        var verified = Instant.ofEpochMilli(session.get(Sessions.VERIFIED_AT).longValue());
        return Math.max(0, Duration.between(verified, now).toMinutes());
    }

    private String sign(SignedJWT token) {
        try {
            token.sign(new RSASSASigner(instance.key()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
