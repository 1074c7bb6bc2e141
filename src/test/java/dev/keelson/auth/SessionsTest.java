package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.freshSessionId;
import static dev.keelson.auth.ClerkFixtures.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.wiremock.spring.InjectWireMock;

/** A user with two sessions: one in which they call, and another one. */
@KeelsonTest
class SessionsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private JdbcClient jdbc;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser user;

    private final String other = freshSessionId();

    @BeforeEach
    void signInTwice() throws Exception {
        user = users.fresh();
        call(get("/api/v1/me"), user.sessionId()).andExpect(status().isOk());
        call(get("/api/v1/me"), other).andExpect(status().isOk());
    }

    @Test
    void listShowsDeviceAndPlaceAsClerkKnowsThem() throws Exception {
        long now = Instant.now().toEpochMilli();
        clerk.stubFor(WireMock.get(urlPathEqualTo("/sessions"))
                .withQueryParam("user_id", WireMock.equalTo(user.clerkId()))
                .withQueryParam("status", WireMock.equalTo("active"))
                .willReturn(okJson(
                        "[" + session(other, user.clerkId(), "active", now).put("created_at", now) + "]")));

        call(get("/api/v1/me/sessions"), user.sessionId())
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[*].current").value(containsInAnyOrder(true, false)))
                .andExpect(jsonPath("$.items[?(@.current == false)].device").value("Macintosh"))
                .andExpect(jsonPath("$.items[?(@.current == false)].city").value("Vienna"))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
    }

    @Test
    void listIsThereWhenClerkIsNot() throws Exception {
        clerk.stubFor(WireMock.get(urlPathEqualTo("/sessions")).willReturn(serverError()));

        call(get("/api/v1/me/sessions"), user.sessionId())
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(2));
    }

    @Test
    void revokedSessionsTokenIsRefusedAtOnce() throws Exception {
        clerkRevokes(other);

        call(delete("/api/v1/me/sessions/" + idOf(other)), user.sessionId()).andExpect(status().isNoContent());

        call(get("/api/v1/me"), other)
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("SESSION_REVOKED"));
        call(get("/api/v1/me"), user.sessionId()).andExpect(status().isOk());
        clerk.verify(postRequestedFor(urlEqualTo("/sessions/" + other + "/revoke")));
    }

    @Test
    void sessionIsRefusedHereEvenWhereClerkFailsAndEndsThereLater() throws Exception {
        clerk.stubFor(post("/sessions/" + other + "/revoke").willReturn(serverError()));

        call(delete("/api/v1/me/sessions/" + idOf(other)), user.sessionId()).andExpect(status().isAccepted());
        call(get("/api/v1/me"), other).andExpect(status().isUnauthorized());

        clerk.resetRequests();
        clerkRevokes(other);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> clerk.verify(1, postRequestedFor(urlEqualTo("/sessions/" + other + "/revoke"))));
    }

    @Test
    void allOthersAreRevokedAndThisOneIsNot() throws Exception {
        clerk.stubFor(WireMock.get(urlPathEqualTo("/sessions")).willReturn(okJson("[]")));
        clerkRevokes(other);

        call(delete("/api/v1/me/sessions"), user.sessionId()).andExpect(status().isNoContent());

        call(get("/api/v1/me"), other).andExpect(status().isUnauthorized());
        call(get("/api/v1/me"), user.sessionId()).andExpect(status().isOk());
        clerk.verify(0, postRequestedFor(urlEqualTo("/sessions/" + user.sessionId() + "/revoke")));
        assertThat(jdbc.sql("select count(*) from audit_log where actor_id = :id and action = 'session.ended'")
                        .param("id", user.id().value())
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void anotherUsersSessionIsNotFound() throws Exception {
        var stranger = users.fresh();
        call(get("/api/v1/me"), user.sessionId());

        mvc.perform(delete("/api/v1/me/sessions/" + idOf(other)).with(TestUsers.as(stranger)))
                .andExpect(status().isNotFound());

        call(get("/api/v1/me"), other).andExpect(status().isOk());
    }

    @Test
    void idThatIsNoneIsABadRequest() throws Exception {
        call(delete("/api/v1/me/sessions/" + other), user.sessionId()).andExpect(status().isBadRequest());
    }

    private void clerkRevokes(String sessionId) {
        clerk.stubFor(post("/sessions/" + sessionId + "/revoke")
                .willReturn(
                        okJson(session(sessionId, user.clerkId(), "revoked", T0).toString())));
    }

    private ResultActions call(MockHttpServletRequestBuilder request, String sessionId) throws Exception {
        return mvc.perform(request.header("Authorization", "Bearer " + tokens.of(user.clerkId(), sessionId)));
    }

    private UUID idOf(String sessionId) {
        return jdbc.sql("select id from user_sessions where clerk_session_id = :id")
                .param("id", sessionId)
                .query(UUID.class)
                .single();
    }
}
