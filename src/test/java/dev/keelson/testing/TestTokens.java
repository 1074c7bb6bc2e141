package dev.keelson.testing;

import com.github.tomakehurst.wiremock.client.WireMock;
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
import dev.keelson.shared.CurrentUser;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;

/**
 * Session tokens as Clerk signs them, by a key of this JVM that Clerk's stand-in publishes. Their claims and headers are those
 * of version 2; a test changes what it is about.
 */
@TestComponent
public class TestTokens {
    private static final RSAKey KEY = key("ins_keelson_test");

    /** Made when it is needed, because that takes a while. */
    private static final class Other {
        private static final RSAKey KEY = key("ins_other");
    }

    private final String clerkUrl;
    private final String issuer;
    private final String origin;

    public TestTokens(
            @Value("${keelson.clients.clerk.api-url}") String clerkUrl,
            @Value("${keelson.clients.clerk.issuer}") String issuer,
            @Value("${keelson.clients.clerk.authorized-parties}") String origin) {
        this.clerkUrl = clerkUrl;
        this.issuer = issuer;
        this.origin = origin;
    }

    /** A token of this user's session, valid for a minute. */
    public String of(CurrentUser user) {
        return of(user.clerkId(), user.sessionId());
    }

    /** A token of that session, valid for a minute. */
    public String of(String clerkId, String sessionId) {
        return signed(clerkId, sessionId, claims -> {}, header -> {});
    }

    /** A token that is not as usual: both may be changed before it is signed. */
    public String signed(
            String clerkId,
            String sessionId,
            Consumer<JWTClaimsSet.Builder> claims,
            Consumer<JWSHeader.Builder> header) {
        publishKey();
        return sign(KEY, claims(clerkId, sessionId, claims), header);
    }

    /** A token that names our key but was signed by another. */
    public String forged(String clerkId, String sessionId, String keyId) {
        publishKey();
        return sign(
                new RSAKey.Builder(Other.KEY).keyID(keyId).build(),
                claims(clerkId, sessionId, claims -> {}),
                header -> {});
    }

    /** A token signed by our key in another way than Clerk signs. */
    public String signedBy(JWSAlgorithm algorithm, CurrentUser user) {
        publishKey();
        var header = new JWSHeader.Builder(algorithm).keyID(KEY.getKeyID()).build();
        return sign(KEY, header, claims(user.clerkId(), user.sessionId(), claims -> {}));
    }

    public static String keyId() {
        return KEY.getKeyID();
    }

    /** The key set as Clerk's stand-in serves it. */
    public static String publishedKeys() {
        return new JWKSet(KEY).toString(true);
    }

    /** WireMock forgets its stubs after each test, so this is done whenever a token is made. */
    private void publishKey() {
        var url = URI.create(clerkUrl);
        new WireMock(url.getHost(), url.getPort())
                .register(WireMock.get("/.well-known/jwks.json").willReturn(WireMock.okJson(publishedKeys())));
    }

    private JWTClaimsSet claims(String clerkId, String sessionId, Consumer<JWTClaimsSet.Builder> changes) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .claim("azp", origin)
                .claim("fva", new int[] {0, -1})
                .claim("sid", sessionId)
                .claim("sts", "active")
                .claim("v", 2)
                .issuer(issuer)
                .subject(clerkId)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minusSeconds(10)))
                .expirationTime(Date.from(now.plusSeconds(60)));
        changes.accept(claims);
        return claims.build();
    }

    private static String sign(RSAKey key, JWTClaimsSet claims, Consumer<JWSHeader.Builder> changes) {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .customParam("cat", "cl_B7d4PD111AAA");
        changes.accept(header);
        return sign(key, header.build(), claims);
    }

    private static String sign(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
