package dev.keelson.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Session tokens as Clerk signs them, RS256 with a key of 2048 bits, except that they live as long as the bench. */
final class ApiTokens {
    private static final Duration LIFETIME = Duration.ofHours(2);

    /** Where the frontend is. */
    static final String ORIGIN = "https://app.example.com";

    private final RSAKey key;

    ApiTokens() {
        try {
            key = new RSAKeyGenerator(2048).keyID("ins_bench").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half, as Clerk publishes it. */
    String published() {
        return new JWKSet(key).toString(true);
    }

    /** @param issuer as the application was told */
    String token(String clerkId, String sessionId, String issuer) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .claim("azp", ORIGIN)
                .claim("fva", new int[] {0, -1})
                .claim("sid", sessionId)
                .claim("sts", "active")
                .claim("v", 2)
                .issuer(issuer)
                .subject(clerkId)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minusSeconds(10)))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .customParam("cat", "cl_B7d4PD111AAA")
                .build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
