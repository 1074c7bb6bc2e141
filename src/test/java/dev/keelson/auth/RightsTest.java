package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.updated;
import static dev.keelson.auth.ClerkFixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.NodeNotices;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** Rights that change while their owner is signed in. */
@KeelsonTest
class RightsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private ClerkUserEvents events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource database;

    @Autowired
    private ObjectProvider<NodeNotices> notices;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser user;

    @BeforeEach
    void freshUsers() {
        admin = users.fresh(Role.ADMIN);
        user = users.fresh();
    }

    @Test
    void administratorMakesAnotherOneWhoIsOneAtOnce() throws Exception {
        call(user, "/api/v1/admin/users", 0).andExpect(status().isForbidden());
        clerkAnswers("admin", T0 + 1);

        change("{\"role\": \"admin\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.role").value("admin"));

        // Nothing was taken away: the token that was there before is as good as a new one.
        call(user, "/api/v1/admin/users", 30).andExpect(status().isOk());
        clerk.verify(patchRequestedFor(urlEqualTo("/users/" + user.clerkId() + "/metadata"))
                .withRequestBody(equalToJson("{\"public_metadata\": {\"role\": \"admin\"}}")));
        assertThat(jdbc.sql("select actor_id::text from audit_log where subject = :id and action = 'user.role_changed'")
                        .param("id", user.id().toString())
                        .query(String.class)
                        .list())
                .containsExactly(admin.id().toString());
    }

    @Test
    void roleThatIsTakenAwayOutdatesTheTokensOfBefore() throws Exception {
        clerkAnswers("admin", T0 + 1);
        change("{\"role\": \"admin\"}").andExpect(status().isOk());
        call(user, "/api/v1/admin/users", 0).andExpect(status().isOk());
        clerkAnswers(null, T0 + 2);

        change("{\"role\": \"by_plan\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.role").value("free"));

        clerk.verify(patchRequestedFor(urlEqualTo("/users/" + user.clerkId() + "/metadata"))
                .withRequestBody(equalToJson("{\"public_metadata\": {\"role\": null}}")));
        call(user, "/api/v1/me", 30)
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("TOKEN_OUTDATED"));
        call(user, "/api/v1/admin/users", 0)
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("FORBIDDEN"));
        call(user, "/api/v1/me", 0).andExpect(status().isOk());
    }

    @Test
    void roleIsNotChangedWhereClerkDoesNotTakeIt() throws Exception {
        clerk.stubFor(WireMock.patch(urlEqualTo("/users/" + user.clerkId() + "/metadata"))
                .willReturn(serverError()));

        change("{\"role\": \"admin\"}").andExpect(status().isServiceUnavailable());

        call(user, "/api/v1/admin/users", 0).andExpect(status().isForbidden());
    }

    @Test
    void otherRolesAreNobodysToGive() throws Exception {
        for (String body : List.of("{\"role\": \"premium\"}", "{\"role\": null}", "{}")) {
            change(body)
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.errors[0].field").value("role"));
        }
    }

    @Test
    void administratorsDoNotChangeThemselves() throws Exception {
        mvc.perform(patch("/api/v1/admin/users/" + admin.id())
                        .with(TestUsers.as(admin))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"role\": \"by_plan\"}"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("OWN_ACCOUNT"));
    }

    @Test
    void proofThatIsTooOldIsAskedForInClerksWay() throws Exception {
        var token = tokens.signed(
                admin.clerkId(), admin.sessionId(), claims -> claims.claim("fva", List.of(10, -1)), _ -> {});

        mvc.perform(patch("/api/v1/admin/users/" + user.id())
                        .header("Authorization", "Bearer " + token)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"role\": \"admin\"}"))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("REVERIFICATION_NEEDED"))
                .andExpect(jsonPath("$.action").isNotEmpty())
                .andExpect(jsonPath("$.clerk_error.type").value("forbidden"))
                .andExpect(jsonPath("$.clerk_error.reason").value("reverification-error"))
                .andExpect(jsonPath("$.clerk_error.metadata.reverification").value("strict"));
    }

    @Test
    void banThatClerkTellsIsInForceForTheNextRequest() throws Exception {
        call(user, "/api/v1/me", 0).andExpect(status().isOk());

        new Inbox(transaction).deliver(events, updated(user.clerkId(), T0 + 1, json -> json.put("banned", true)));

        call(user, "/api/v1/me", 0)
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("USER_SUSPENDED"));
    }

    @Test
    void suspensionThatEndedWantsAFreshToken() throws Exception {
        new Inbox(transaction).deliver(events, updated(user.clerkId(), T0 + 1, json -> json.put("banned", true)));
        new Inbox(transaction).deliver(events, updated(user.clerkId(), T0 + 2, json -> json.put("banned", false)));

        call(user, "/api/v1/me", 30).andExpect(jsonPath("$.code").value("TOKEN_OUTDATED"));
        call(user, "/api/v1/me", 0).andExpect(status().isOk());
    }

    /** This node remembers for an hour here, so that only the word of the other can have made it look again. */
    @Test
    void otherNodesHearOfAChange() throws Exception {
        call(user, "/api/v1/me", 0).andExpect(status().isOk());
        var hour = new SessionSettings(
                Duration.ofHours(8),
                Duration.ofDays(7),
                Duration.ofHours(24),
                Duration.ofHours(24),
                5,
                Duration.ofMinutes(1),
                Duration.ofHours(1));
        var otherNode = new Authorities(jdbc, hour, InstantSource.system(), notices);
        assertThat(statusAt(otherNode)).isEqualTo(UserStatus.ACTIVE);

        var words = new ArrayList<String>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen keelson_authorities");
            new Inbox(transaction).deliver(events, updated(user.clerkId(), T0 + 1, json -> json.put("banned", true)));
            await().untilAsserted(() -> {
                for (var heard : connection.unwrap(PGConnection.class).getNotifications(1_000)) {
                    heard.getParameter().lines().forEach(words::add);
                }
                assertThat(words).contains(user.clerkId());
            });
            statement.execute("unlisten *");
        }

        assertThat(statusAt(otherNode)).isEqualTo(UserStatus.ACTIVE);
        words.forEach(otherNode::heard);
        assertThat(statusAt(otherNode)).isEqualTo(UserStatus.SUSPENDED);
    }

    /** As where a word got lost: the row is changed behind everybody's back. */
    @Test
    void nodeThatHearsOfNothingLooksAgainAllTheSame() throws Exception {
        call(user, "/api/v1/me", 0).andExpect(status().isOk());
        jdbc.sql("update users set suspended = true, status = 'suspended' where id = :id")
                .param("id", user.id().value())
                .update();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> call(user, "/api/v1/me", 0).andExpect(status().isForbidden()));
    }

    private UserStatus statusAt(Authorities node) {
        return node.find(user.clerkId(), user.sessionId()).orElseThrow().status();
    }

    private ResultActions change(String body) throws Exception {
        return mvc.perform(patch("/api/v1/admin/users/" + user.id())
                .with(TestUsers.as(admin))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private void clerkAnswers(@Nullable String role, long updatedAt) {
        var answer = user(user.clerkId(), updatedAt);
        answer.putObject("public_metadata").put("role", role);
        clerk.stubFor(WireMock.patch(urlEqualTo("/users/" + user.clerkId() + "/metadata"))
                .willReturn(okJson(answer.toString())));
    }

    /** @param age of the token, in seconds */
    private ResultActions call(CurrentUser caller, String path, int age) throws Exception {
        var token = tokens.signed(
                caller.clerkId(),
                caller.sessionId(),
                claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(age))),
                _ -> {});
        return mvc.perform(get(path).header("Authorization", "Bearer " + token));
    }
}
