package dev.keelson.sandbox.clerk;

import static dev.keelson.sandbox.clerk.ClerkCaller.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.testing.BesideOthers;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class ClerkFrontendTest {
    private RunningSandbox sandbox;
    private ClerkCaller clerk;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox();
        clerk = new ClerkCaller(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void signUpAnswersATokenThatThePublishedKeyVerifies() throws Exception {
        var signedUp = clerk.signUp("first_name=Ada&last_name=Lovelace");

        var token = verified(text(signedUp, "jwt"));
        var header = token.getHeader();
        assertThat(header.getType().getType()).isEqualTo("JWT");
        assertThat(header.getKeyID()).startsWith("ins_");
        assertThat(header.getCustomParam("cat")).isEqualTo("cl_B7d4PD111AAA");
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(text(signedUp, "user_id"));
        assertThat(claims.getStringClaim("sid")).isEqualTo(text(signedUp, "session_id"));
        assertThat(claims.getIssuer()).isEqualTo(sandbox.url() + "/clerk");
        assertThat(claims.getStringClaim("azp")).isEqualTo("http://localhost:3000");
        assertThat(claims.getStringClaim("sts")).isEqualTo("active");
        assertThat(claims.getIntegerClaim("v")).isEqualTo(2);
        assertThat(claims.getListClaim("fva")).isEqualTo(List.of(0L, -1L));
        Instant issued = claims.getIssueTime().toInstant();
        assertThat(issued).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(issued.plusSeconds(60));
        assertThat(claims.getNotBeforeTime().toInstant()).isEqualTo(issued.minusSeconds(10));
    }

    @Test
    void signUpTakesJsonToo() {
        var body = "{\"email_address\": \"%s\", \"public_metadata\": {\"role\": \"admin\"}}"
                .formatted(ClerkCaller.freshEmailAddress());

        var answer = sandbox.client()
                .post()
                .uri("/clerk/v1/client/sign_ups")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(JsonNode.class);

        assertThat(answer).isNotNull();
        assertThat(answer.at("/response/public_metadata/role").stringValue()).isEqualTo("admin");
    }

    @Test
    void signUpThatCannotBeIsRefusedInClerksShape() {
        var taken = ClerkCaller.freshEmailAddress();
        clerk.frontend("/sign_ups", "email_address=" + taken);

        assertThat(clerk.frontend("/sign_ups", "email_address=" + taken.toUpperCase(Locale.ROOT)))
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(422);
                    assertThat(answer.errorCode()).isEqualTo("form_identifier_exists");
                    assertThat(answer.body().at("/errors/0/meta/param_name").stringValue())
                            .isEqualTo("email_address");
                    assertThat(text(answer.body(), "clerk_trace_id")).isNotBlank();
                });
        assertThat(clerk.frontend("/sign_ups", "first_name=Ada").errorCode()).isEqualTo("form_param_missing");
        assertThat(clerk.frontend("/sign_ups", "email_address=nobody").errorCode())
                .isEqualTo("form_param_format_invalid");
        assertThat(clerk.frontend("/sign_ups", "email_address=a@example.com&username=a b")
                        .errorCode())
                .isEqualTo("form_username_invalid");
        assertThat(clerk.frontend("/sign_ups", "email_address=b@example.com&public_metadata={")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void signInStartsAnotherSession() {
        var emailAddress = ClerkCaller.freshEmailAddress();
        var signedUp =
                clerk.frontend("/sign_ups", "email_address=" + emailAddress).body();

        var signedIn = clerk.frontend("/sign_ins", "identifier=" + emailAddress).body();

        assertThat(text(signedIn, "user_id")).isEqualTo(text(signedUp, "user_id"));
        assertThat(text(signedIn, "session_id")).isNotEqualTo(text(signedUp, "session_id"));
        assertThat(clerk.frontend("/sign_ins", "identifier=nobody@example.com").errorCode())
                .isEqualTo("form_identifier_not_found");
    }

    @Test
    void impersonatedSessionSaysWhoActs() throws Exception {
        var emailAddress = ClerkCaller.freshEmailAddress();
        var signedUp =
                clerk.frontend("/sign_ups", "email_address=" + emailAddress).body();

        var signedIn = clerk.frontend("/sign_ins", "identifier=" + emailAddress + "&actor=user_support")
                .body();

        var claims = verified(text(signedIn, "jwt")).getJWTClaimsSet();
        assertThat(claims.getJSONObjectClaim("act")).containsEntry("sub", "user_support");
        assertThat(claims.getSubject()).isEqualTo(text(signedUp, "user_id"));
        assertThat(verified(text(signedUp, "jwt")).getJWTClaimsSet().getClaim("act"))
                .isNull();
    }

    @Test
    void tokenIsRefreshedForTheLifetimeThatIsAskedFor() throws Exception {
        var signedUp = clerk.signUp();

        var refreshed = clerk.frontend(tokens(signedUp), "lifetime_seconds=3600");

        assertThat(text(refreshed.body(), "object")).isEqualTo("token");
        var claims = verified(text(refreshed.body(), "jwt")).getJWTClaimsSet();
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(3600));
        assertThat(clerk.frontend(tokens(signedUp), "lifetime_seconds=0").status())
                .isEqualTo(422);
        assertThat(clerk.frontend(tokens(signedUp), "lifetime_seconds=long").status())
                .isEqualTo(422);
    }

    @Test
    void endedRemovedAndRevokedSessionsGetNoToken() {
        var ended = clerk.signUp();
        var removed = clerk.signUp();
        var revoked = clerk.signUp();

        clerk.frontend("/sessions/%s/end".formatted(text(ended, "session_id")), "");
        clerk.frontend("/sessions/%s/remove".formatted(text(removed, "session_id")), "");
        clerk.backend(HttpMethod.POST, "/sessions/%s/revoke".formatted(text(revoked, "session_id")));

        for (var session : List.of(ended, removed, revoked)) {
            var refused = clerk.frontend(tokens(session), "");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.errorCode()).isEqualTo("authentication_invalid");
        }
        assertThat(clerk.frontend("/sessions/sess_unknown/tokens", "").status()).isEqualTo(404);
    }

    @Test
    void reverificationAnswersAFreshToken() throws Exception {
        var signedUp = clerk.signUp();

        var reverified =
                clerk.frontend("/sessions/%s/verify/attempt_first_factor".formatted(text(signedUp, "session_id")), "");

        assertThat(verified(text(reverified.body(), "jwt")).getJWTClaimsSet().getListClaim("fva"))
                .isEqualTo(List.of(0L, -1L));
    }

    @Test
    void keyAndSessionsSurviveARestartAndTheKeyAlsoAReset() throws Exception {
        var signedUp = clerk.signUp();
        var key = publishedKeys().getKeys().getFirst().getKeyID();

        sandbox.restart();

        assertThat(publishedKeys().getKeys().getFirst().getKeyID()).isEqualTo(key);
        assertThat(verified(text(clerk.frontend(tokens(signedUp), "").body(), "jwt"))
                        .getJWTClaimsSet()
                        .getSubject())
                .isEqualTo(text(signedUp, "user_id"));

        sandbox.client().post().uri("/control/reset").retrieve().toBodilessEntity();
        sandbox.restart();

        assertThat(publishedKeys().getKeys().getFirst().getKeyID()).isEqualTo(key);
        assertThat(clerk.frontend(tokens(signedUp), "").status()).isEqualTo(404);
    }

    @Test
    void pageListsUsersEscapedAndSignsThemUp() {
        clerk.signUp("first_name=<script>");

        var page = sandbox.client().get().uri("/clerk/").retrieve().body(String.class);
        var signedUp = sandbox.client()
                .post()
                .uri("/clerk/page/sign-up")
                .accept(MediaType.TEXT_HTML)
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body("email_address=" + ClerkCaller.freshEmailAddress() + "&first_name=&last_name=&username=")
                .retrieve()
                .body(String.class);

        assertThat(page).contains("&lt;script&gt;", "Sign up").doesNotContain("<script>");
        assertThat(signedUp).contains("<code>ey");
    }

    private SignedJWT verified(String jwt) throws ParseException, JOSEException, IOException {
        var token = SignedJWT.parse(jwt);
        var key = publishedKeys().getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
        return token;
    }

    private JWKSet publishedKeys() throws IOException, ParseException {
        var keys = JWKSet.load(
                sandbox.url().resolve("/clerk/.well-known/jwks.json").toURL());
        assertThat(keys.containsNonPublicKeys()).isFalse();
        return keys;
    }

    private static String tokens(JsonNode signedIn) {
        return "/sessions/%s/tokens".formatted(text(signedIn, "session_id"));
    }
}
