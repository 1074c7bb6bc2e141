package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.auth.ClerkFixtures.event;
import static dev.keelson.auth.ClerkFixtures.freshSessionId;
import static dev.keelson.auth.ClerkFixtures.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.ResultMatcher;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** How long sessions last here, and how it is told that one does not any more. */
@KeelsonTest
class SessionLimitsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private ClerkSessionEvents events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    private final String sessionId = freshSessionId();

    @BeforeEach
    void clerkKnowsOfNothing() {
        clerk.stubFor(WireMock.get(urlPathEqualTo("/sessions")).willReturn(serverError()));
        clerk.stubFor(post(WireMock.urlPathMatching("/sessions/.*/revoke")).willReturn(okJson("{}")));
    }

    @ParameterizedTest
    @CsvSource({"ADMIN, PT8H", "PREMIUM, P7D", "FREE, PT24H"})
    void sessionLastsAsLongAsItsRoleAllows(Role role, Duration longest) throws Exception {
        var user = users.fresh(role);
        var younger = freshSessionId();
        begun(user, younger, longest.minusMinutes(1));
        begun(user, sessionId, longest.plusSeconds(1));

        me(user, younger).andExpect(status().isOk());
        me(user, sessionId).andExpect(status().isUnauthorized()).andExpect(code(AuthProblem.SESSION_EXPIRED));

        me(user, sessionId).andExpect(code(AuthProblem.SESSION_EXPIRED));
        assertThat(row(sessionId)).containsEntry("status", "expired").containsEntry("end_reason", "too_old");
        assertThat(howItEnded(sessionId)).containsExactly("too_old");
        clerkIsTold(sessionId);
    }

    @Test
    void whatClerkSaysAfterwardsDoesNotHideTheReason() throws Exception {
        var user = users.fresh();
        begun(user, sessionId, Duration.ofHours(25));
        me(user, sessionId).andExpect(code(AuthProblem.SESSION_EXPIRED));

        told(user, "session.revoked", "revoked", Instant.now());

        me(user, sessionId).andExpect(code(AuthProblem.SESSION_EXPIRED));
        assertThat(howItEnded(sessionId)).containsExactly("too_old");
    }

    @Test
    void sessionThatClerkTellsLateOfIsAsOldAsClerkSays() throws Exception {
        var user = users.fresh();
        var data = session(sessionId, user.clerkId(), "active", Instant.now().toEpochMilli())
                .put("created_at", Instant.now().minus(Duration.ofHours(25)).toEpochMilli());
        new Inbox(transaction).deliver(events, event("session.created", data));

        me(user, sessionId).andExpect(code(AuthProblem.SESSION_EXPIRED));
    }

    @Test
    void unusedSessionEnds() throws Exception {
        var user = users.fresh(Role.PREMIUM);
        begun(user, sessionId, Duration.ofHours(25));
        jdbc.sql(
                        "update user_sessions set last_seen_at = now() - interval '24 hours 1 second' where clerk_session_id = :id")
                .param("id", sessionId)
                .update();

        me(user, sessionId).andExpect(status().isUnauthorized()).andExpect(code(AuthProblem.SESSION_IDLE));

        assertThat(row(sessionId)).containsEntry("status", "expired").containsEntry("end_reason", "idle");
        clerkIsTold(sessionId);
    }

    @Test
    void useKeepsASessionAlive() throws Exception {
        var user = users.fresh(Role.PREMIUM);
        begun(user, sessionId, Duration.ofHours(23));

        me(user, sessionId, "Mozilla/5.0 (X11)").andExpect(status().isOk());

        assertThat(row(sessionId))
                .containsEntry("user_agent", "Mozilla/5.0 (X11)")
                .containsEntry("seen_ip", "127.0.0.1");
        assertThat(jdbc.sql(
                                "select last_seen_at > now() - interval '1 minute' from user_sessions where clerk_session_id = :id")
                        .param("id", sessionId)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void oldestOfSixSessionsEnds() throws Exception {
        var user = users.fresh();
        begun(user, sessionId, Duration.ofHours(6));
        for (int hours = 1; hours <= 5; hours++) {
            begun(user, freshSessionId(), Duration.ofHours(hours));
        }
        var newest = freshSessionId();
        var second = jdbc.sql("""
                        select clerk_session_id from user_sessions where user_id = :user and clerk_session_id <> :oldest
                        order by started_at limit 1
                        """)
                .param("user", user.id().value())
                .param("oldest", sessionId)
                .query(String.class)
                .single();

        me(user, sessionId).andExpect(status().isUnauthorized()).andExpect(code(AuthProblem.SESSION_DISPLACED));
        me(user, second).andExpect(status().isOk());
        clerkIsTold(sessionId);

        me(user, newest).andExpect(status().isOk());
        await().untilAsserted(() -> me(user, second).andExpect(code(AuthProblem.SESSION_DISPLACED)));
        call(get("/api/v1/me/sessions"), user, newest, null)
                .andExpect(jsonPath("$.items.length()").value(5));
    }

    @Test
    void sessionsThatAreOverTakeNobodysPlace() throws Exception {
        var user = users.fresh();
        begun(user, sessionId, Duration.ofHours(6));
        for (int hours = 1; hours <= 5; hours++) {
            begun(user, freshSessionId(), Duration.ofHours(hours));
        }
        jdbc.sql("""
                        update user_sessions set status = 'ended'
                        where user_id = :user and started_at > now() - interval '90 minutes'
                        """).param("user", user.id().value()).update();

        me(user, sessionId).andExpect(status().isOk());
    }

    @Test
    void signedOutSessionSaysSo() throws Exception {
        var user = users.fresh();
        told(user, "session.ended", "ended", Instant.now());

        me(user, sessionId).andExpect(status().isUnauthorized()).andExpect(code(AuthProblem.SESSION_ENDED));
        assertThat(howItEnded(sessionId)).containsExactly("ended");
    }

    @Test
    void beginningIsRecordedOnceWhoeverTellsFirst() throws Exception {
        var user = users.fresh();
        me(user, sessionId).andExpect(status().isOk());
        told(user, "session.created", "active", Instant.now());
        me(user, sessionId).andExpect(status().isOk());

        assertThat(actions(sessionId)).containsExactly("session.started");
    }

    @Test
    void impersonationIsShownAndRecorded() throws Exception {
        var user = users.fresh();
        call(get("/api/v1/me"), user, user.sessionId(), null)
                .andExpect(jsonPath("$.impersonator").isEmpty());

        call(get("/api/v1/me"), user, sessionId, "user_support")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.impersonator").value("user_support"));

        call(get("/api/v1/me/sessions"), user, user.sessionId(), null)
                .andExpect(jsonPath("$.items[*].impersonated").value(containsInAnyOrder(true, false)));
        assertThat(entries(sessionId, "details ->> 'impersonator'", "action = 'session.started'"))
                .containsExactly("user_support");
    }

    @Test
    void impersonationOfASessionThatWasKnownBeforeIsRecordedToo() throws Exception {
        var user = users.fresh();
        begun(user, sessionId, Duration.ofHours(1));

        call(get("/api/v1/me"), user, sessionId, "user_support").andExpect(status().isOk());
        call(get("/api/v1/me"), user, sessionId, "user_support").andExpect(status().isOk());

        assertThat(actions(sessionId)).containsExactly("session.impersonated");
    }

    /** As Clerk's event has told. */
    private void begun(CurrentUser user, String session, Duration ago) {
        jdbc.sql("""
                        insert into user_sessions
                          (id, user_id, clerk_session_id, status, started_at, last_active_at, last_seen_at, created_at, updated_at)
                        values (gen_random_uuid(), :user, :session, 'active', now() - :seconds * interval '1 second',
                                now() - :seconds * interval '1 second', case when :seconds < 86000 then null
                                else now() - interval '1 minute' end, now() - :seconds * interval '1 second', now())
                        """)
                .param("user", user.id().value())
                .param("session", session)
                .param("seconds", ago.toSeconds())
                .update();
    }

    private void told(CurrentUser user, String type, String status, Instant at) {
        var data = session(sessionId, user.clerkId(), status, at.toEpochMilli()).put("created_at", at.toEpochMilli());
        new Inbox(transaction).deliver(events, event(type, data));
    }

    private void clerkIsTold(String session) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> clerk.verify(postRequestedFor(urlEqualTo("/sessions/" + session + "/revoke"))));
    }

    private ResultActions me(CurrentUser user, String session) throws Exception {
        return call(get("/api/v1/me"), user, session, null);
    }

    private ResultActions me(CurrentUser user, String session, String userAgent) throws Exception {
        return call(get("/api/v1/me").header("User-Agent", userAgent), user, session, null);
    }

    private ResultActions call(
            MockHttpServletRequestBuilder request, CurrentUser user, String session, @Nullable String impersonator)
            throws Exception {
        var token = tokens.signed(
                user.clerkId(),
                session,
                claims -> claims.claim(
                        "act",
                        impersonator == null
                                ? null
                                : Map.of("iss", "https://clerk", "sid", "sess_x", "sub", impersonator)),
                _ -> {});
        return mvc.perform(request.header("Authorization", "Bearer " + token));
    }

    private static ResultMatcher code(AuthProblem problem) {
        return jsonPath("$.code").value(problem.name());
    }

    private Map<String, @Nullable Object> row(String session) {
        return jdbc.sql("select * from user_sessions where clerk_session_id = :id")
                .param("id", session)
                .query()
                .singleRow();
    }

    private List<@Nullable String> actions(String session) {
        return entries(session, "action", "true");
    }

    private List<@Nullable String> howItEnded(String session) {
        return entries(session, "details ->> 'how'", "action = 'session.ended'");
    }

    private List<@Nullable String> entries(String session, String what, String which) {
        return jdbc.sql("""
                        select %s from audit_log
                        where subject = (select id::text from user_sessions where clerk_session_id = :session) and %s
                        order by id
                        """.formatted(what, which))
                .param("session", session)
                .query(String.class)
                .list();
    }
}
