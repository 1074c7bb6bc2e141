package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.clerk.ClerkSettings;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.ProblemType;
import dev.keelson.testing.TestTokens;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the keys of session tokens are fetched. */
class SessionKeysTest {
    private static final String KEYS = "/.well-known/jwks.json";
    private static final String ISSUER = "https://clerk.example.com";
    private static final String ORIGIN = "https://app.example.com";

    @RegisterExtension
    static final WireMockExtension clerk = WireMockExtension.newInstance().build();

    private final SessionTokens sessionTokens = new SessionTokens(settings(false), Clock.systemUTC());
    private final TestTokens tokens = new TestTokens(clerk.baseUrl(), ISSUER, ORIGIN);

    @BeforeEach
    void publishKeys() {
        clerk.stubFor(get(KEYS).willReturn(okJson(TestTokens.publishedKeys())));
    }

    @Test
    void keysAreFetchedOnceForManyTokens() {
        for (int i = 0; i < 20; i++) {
            sessionTokens.decode(tokens.of("user_1", "sess_" + i));
        }

        clerk.verify(1, getRequestedFor(urlEqualTo(KEYS)));
    }

    @Test
    void forgedKeyIdsDoNotMakeUsAskForKeysAgainAndAgain() {
        sessionTokens.decode(tokens.of("user_1", "sess_1"));

        for (int i = 0; i < 8; i++) {
            assertThat(problemOf(tokens.forged("user_1", "sess_1", "ins_forged_" + i)))
                    .isEqualTo(AuthProblem.TOKEN_REJECTED);
        }

        assertThat(clerk.findAll(getRequestedFor(urlEqualTo(KEYS))).size()).isLessThanOrEqualTo(2);
        sessionTokens.decode(tokens.of("user_1", "sess_1"));
    }

    @Test
    void knownKeysSurviveAnOutageOfClerk() {
        var token = tokens.of("user_1", "sess_1");
        var forged = tokens.forged("user_1", "sess_1", "ins_forged");
        sessionTokens.decode(token);

        clerk.stubFor(get(KEYS).willReturn(serverError()));

        assertThat(problemOf(forged)).isEqualTo(AuthProblem.TOKEN_REJECTED);
        assertThat(sessionTokens.decode(token).getSubject()).isEqualTo("user_1");
    }

    @Test
    void withoutAnyKeysItIsOurFaultAndNotTheTokens() {
        var token = tokens.of("user_1", "sess_1");
        clerk.stubFor(get(KEYS).willReturn(serverError()));

        for (int i = 0; i < 5; i++) {
            assertThat(problemOf(token)).isEqualTo(CommonProblem.SERVICE_UNAVAILABLE);
        }
    }

    @Test
    void absentPartyIsAcceptedWhereTheSettingSaysSo() {
        var lenient = new SessionTokens(settings(true), Clock.systemUTC());
        var token = tokens.signed("user_1", "sess_1", claims -> claims.claim("azp", null), header -> {});

        assertThat(lenient.decode(token).getSubject()).isEqualTo("user_1");
        assertThat(problemOf(token)).isEqualTo(AuthProblem.TOKEN_REJECTED);
    }

    private ProblemType problemOf(String token) {
        return catchThrowableOfType(RefusedAuthentication.class, () -> sessionTokens.decode(token))
                .problem()
                .type();
    }

    private static ClerkSettings settings(boolean allowAbsentAzp) {
        return TestClients.settings(
                ClerkSettings.class,
                "clerk",
                "api-url",
                clerk.baseUrl(),
                "issuer",
                ISSUER,
                "jwks-url",
                clerk.url(KEYS),
                "authorized-parties",
                ORIGIN,
                "read-timeout",
                "1s",
                "allow-absent-azp",
                Boolean.toString(allowAbsentAzp));
    }
}
