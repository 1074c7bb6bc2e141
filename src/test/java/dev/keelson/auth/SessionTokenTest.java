package dev.keelson.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Which tokens are let in, over real HTTP. */
@KeelsonTest
class SessionTokenTest {
    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @SuppressWarnings("NullAway.Init")
    private RestTestClient http;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser user;

    @BeforeEach
    void freshUser() {
        http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        user = users.fresh();
    }

    @Test
    void sessionTokenOfVersion2IsAccepted() {
        accepted(tokens.of(user));
    }

    @Test
    void sessionTokenOfVersion1IsAccepted() {
        accepted(claims(c -> c.claim("v", null)
                .claim("sts", null)
                .claim("fva", null)
                .claim("org_id", "org_1")
                .claim("org_role", "org:admin")
                .claim("org_permissions", List.of("org:posts:read"))));
    }

    @Test
    void headersThatWeDoNotKnowAreAccepted() {
        accepted(header(h -> h.customParam("oiat", 1).customParam("cat", "cl_of-next-year")));
    }

    @Test
    void headerWithoutTypeOrCategoryIsAccepted() {
        accepted(header(h -> h.type(null).customParam("cat", null)));
    }

    @Test
    void templateTokenIsRejected() {
        rejected(header(h -> h.customParam("cat", "cl_B7d4PD222AAA")));
    }

    @Test
    void machineTokenIsRejected() {
        rejected(header(h -> h.customParam("cat", "cl_B7d4PD333AAA")));
        rejected(claims(c -> c.subject("mch_1")));
    }

    @Test
    void ignoredCategoryIsRejected() {
        rejected(header(h -> h.customParam("cat", "cl_I7d4PD111III")));
    }

    @Test
    void oauthTokenIsRejected() {
        rejected(header(h -> h.type(new JOSEObjectType("at+jwt"))));
        rejected(header(h -> h.type(new JOSEObjectType("application/at+jwt"))));
    }

    @Test
    void tokenWithoutSessionOrSubjectIsRejected() {
        rejected(claims(c -> c.claim("sid", null)));
        rejected(claims(c -> c.claim("sid", " ")));
        rejected(claims(c -> c.subject(null)));
    }

    @Test
    void tokenOfAnotherPartyIsRejected() {
        rejected(claims(c -> c.claim("azp", "https://evil.example.com")));
        rejected(claims(c -> c.claim("azp", "https://app.example.com.evil.example")));
    }

    @Test
    void tokenWithoutPartyIsRejectedUnlessAllowed() {
        rejected(claims(c -> c.claim("azp", null)));
    }

    @Test
    void tokenOfAnotherIssuerIsRejected() {
        rejected(claims(c -> c.issuer("https://clerk.evil.example")));
        rejected(claims(c -> c.issuer(null)));
    }

    @Test
    void pendingSessionIsRefusedByItsOwnCode() {
        refused(claims(c -> c.claim("sts", "pending")), 401, AuthProblem.SESSION_PENDING);
    }

    @Test
    void sessionStatusThatWeDoNotKnowIsRejected() {
        rejected(claims(c -> c.claim("sts", "of-next-year")));
    }

    @Test
    void expiryAllowsForAClockThatIsAFewSecondsOff() {
        accepted(claims(c -> c.issueTime(inSeconds(-63)).expirationTime(inSeconds(-3))));
        rejected(claims(c -> c.issueTime(inSeconds(-70)).expirationTime(inSeconds(-10))), "It has expired.");
    }

    @Test
    void tokenWithoutExpiryIsRejected() {
        rejected(claims(c -> c.expirationTime(null)));
    }

    @Test
    void tokenFromTheFutureIsRejected() {
        rejected(claims(c -> c.notBeforeTime(inSeconds(20))));
        rejected(claims(c -> c.issueTime(inSeconds(20))));
        accepted(claims(c -> c.issueTime(inSeconds(2)).notBeforeTime(inSeconds(2))));
    }

    @Test
    void forgedSignatureIsRejected() {
        rejected(tokens.forged(user.clerkId(), user.sessionId(), TestTokens.keyId()));
    }

    @Test
    void unsignedTokenIsRejected() throws ParseException {
        var claims = SignedJWT.parse(tokens.of(user)).getJWTClaimsSet();

        rejected(new PlainJWT(claims).serialize());
    }

    @Test
    void symmetricSignatureByThePublicKeyIsRejected() throws ParseException, JOSEException {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(TestTokens.keyId())
                        .build(),
                SignedJWT.parse(tokens.of(user)).getJWTClaimsSet());
        token.sign(new MACSigner(TestTokens.publishedKeys()));

        rejected(token.serialize());
    }

    @Test
    void otherHashOfTheRightKeyIsRejected() {
        rejected(tokens.signedBy(JWSAlgorithm.RS512, user));
    }

    @Test
    void rubbishIsRejected() {
        rejected("not-a-token");
        rejected("a.b.c");
        rejected("not a token");
    }

    @Test
    void rejectionTellsNothingOfTheToken() {
        var body = get(claims(c -> c.claim("azp", "https://evil.example.com"))).expectBody(String.class);

        assertThat(body.returnResult().getResponseBody()).doesNotContain("evil", "azp", user.clerkId(), "Exception");
    }

    @Test
    void tokenInACookieOrTheAddressIsNotLookedAt() {
        http.get()
                .uri("/api/v1/me?access_token=" + tokens.of(user))
                .cookie("__session", tokens.of(user))
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void publicPathDoesNotLookAtTheToken() {
        http.get()
                .uri("/actuator/health")
                .header("Authorization", "Bearer expired-or-worse")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void suspendedUserIsRefusedAlthoughTheTokenIsValid() {
        var token = tokens.of(user);
        accepted(token);

        jdbc.sql("update users set status = 'suspended', suspended = true where id = :id")
                .param("id", user.id().value())
                .update();

        refused(token, 403, AuthProblem.USER_SUSPENDED);
    }

    @Test
    void deletedUserIsRefusedAlthoughTheTokenIsValid() {
        var token = tokens.of(user);
        accepted(token);

        jdbc.sql("update users set status = 'deleted', deleted_at = now(), email = null where id = :id")
                .param("id", user.id().value())
                .update();

        refused(token, 401, AuthProblem.USER_DELETED);
    }

    @Test
    void endedSessionIsRefusedAlthoughTheTokenIsValid() {
        var token = tokens.of(user);
        accepted(token);

        jdbc.sql("update user_sessions set status = 'ended' where clerk_session_id = :id")
                .param("id", user.sessionId())
                .update();

        refused(token, 401, AuthProblem.SESSION_ENDED);
    }

    @Test
    void sessionOfAnotherUserIsRejected() {
        accepted(tokens.of(user));

        rejected(tokens.of(users.fresh().clerkId(), user.sessionId()));
    }

    @Test
    void roleIsTheDatabasesAndNotTheTokens() {
        var token = claims(c -> c.claim("metadata", Map.of("role", "admin")).claim("role", "admin"));

        http.get()
                .uri("/api/v1/admin/users")
                .header("Authorization", "Bearer " + token)
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    private String claims(Consumer<JWTClaimsSet.Builder> changes) {
        return tokens.signed(user.clerkId(), user.sessionId(), changes, header -> {});
    }

    private String header(Consumer<JWSHeader.Builder> changes) {
        return tokens.signed(user.clerkId(), user.sessionId(), claims -> {}, changes);
    }

    private static Date inSeconds(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private RestTestClient.ResponseSpec get(String token) {
        return http.get()
                .uri("/api/v1/me")
                .header("Authorization", "Bearer " + token)
                .exchange();
    }

    private void accepted(String token) {
        get(token)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(user.id().toString());
    }

    private void rejected(String token) {
        refused(token, 401, AuthProblem.TOKEN_REJECTED);
    }

    private void rejected(String token, String detail) {
        get(token)
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    private void refused(String token, int status, AuthProblem code) {
        get(token)
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code.name());
    }
}
