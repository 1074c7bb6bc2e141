package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.updated;
import static dev.keelson.auth.ClerkFixtures.user;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.jayway.jsonpath.JsonPath;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

@KeelsonTest
class AdminUsersTest {
    private static final String NO_BANS =
            "{\"errors\": [{\"message\": \"not in your plan\", \"code\": \"unsupported_subscription_plan_features\"}]}";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private ClerkUserEvents handler;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

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
    void othersAreForbidden() throws Exception {
        mvc.perform(get("/api/v1/admin/users").with(as(users.fresh(Role.PREMIUM))))
                .andExpect(status().isForbidden());
    }

    @Test
    void searchFindsByTextRoleAndStatus() throws Exception {
        var text = user.clerkId().substring("user_".length()).toUpperCase(Locale.ROOT);

        list("text=" + text + "&role=free&status=active")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].id").value(user.id().toString()))
                .andExpect(jsonPath("$.items[0].role").value("free"))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
        list("text=" + text + "&role=premium").andExpect(jsonPath("$.items").isEmpty());
        list("text=" + text + "&status=suspended").andExpect(jsonPath("$.items").isEmpty());
        list("text=%25").andExpect(jsonPath("$.items").isEmpty());
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        var name = "page" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            jdbc.sql("update users set username = :name where id = :id")
                    .param("name", name)
                    .param("id", users.fresh().id().value())
                    .update();
        }

        int seen = 0;
        var cursor = "";
        for (int page = 0; page < 3; page++) {
            String body = list("text=" + name + "&limit=2&cursor=" + cursor)
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
            seen += JsonPath.<Integer>read(body, "$.items.length()");
            cursor = String.valueOf(JsonPath.<Object>read(body, "$.nextCursor"));
        }

        assertThat(seen).isEqualTo(5);
        assertThat(cursor).isEqualTo("null");
    }

    @Test
    void wrongFilterIsABadRequest() throws Exception {
        list("role=king").andExpect(status().isBadRequest());
        list("limit=0").andExpect(status().isBadRequest());
        list("cursor=rubbish").andExpect(status().isBadRequest());
    }

    @Test
    void unknownUserIsNotFound() throws Exception {
        mvc.perform(get("/api/v1/admin/users/" + UUID.randomUUID()).with(as(admin)))
                .andExpect(status().isNotFound());
        mvc.perform(get("/api/v1/admin/users/no-id").with(as(admin))).andExpect(status().isBadRequest());
        mvc.perform(post("/api/v1/admin/users/" + UUID.randomUUID() + "/suspend")
                        .with(as(admin)))
                .andExpect(status().isNotFound());
    }

    @Test
    void suspensionIsABanAtClerkAndItsEndThereReinstates() throws Exception {
        clerkAnswers(
                "ban", okJson(user(user.clerkId(), T0 + 1).put("banned", true).toString()));

        act("suspend").andExpect(status().isOk()).andExpect(jsonPath("$.status").value("suspended"));

        clerk.verify(postRequestedFor(urlEqualTo("/users/" + user.clerkId() + "/ban")));
        new Inbox(transaction).deliver(handler, updated(user.clerkId(), T0 + 2, json -> json.put("banned", false)));
        show().andExpect(jsonPath("$.status").value("active"));
    }

    @Test
    void suspensionHoldsWhereClerksPlanHasNoBans() throws Exception {
        clerkAnswers("ban", jsonResponse(NO_BANS, 402));
        clerkAnswers("unban", jsonResponse(NO_BANS, 402));

        act("suspend").andExpect(status().isOk());
        new Inbox(transaction).deliver(handler, updated(user.clerkId(), T0 + 2, json -> json.put("banned", false)));
        show().andExpect(jsonPath("$.status").value("suspended"));

        act("reinstate")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("active"));
    }

    @Test
    void suspensionHoldsWhileClerkIsAwayAndTheBanFollows() throws Exception {
        clerkAnswers("ban", serverError());

        act("suspend")
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.status").value("suspended"));

        clerkAnswers(
                "ban", okJson(user(user.clerkId(), T0 + 1).put("banned", true).toString()));
        await().untilAsserted(() -> assertThat(bannedAtClerk()).isTrue());
        show().andExpect(jsonPath("$.status").value("suspended"));
    }

    private boolean bannedAtClerk() {
        return jdbc.sql("select banned from users where id = :id")
                .param("id", user.id().value())
                .query(Boolean.class)
                .single();
    }

    @Test
    void banThatClerkRefusesIsSaid() throws Exception {
        clerkAnswers("ban", jsonResponse("{\"errors\":[{\"code\":\"nope\",\"message\":\"No.\"}]}", 422));

        act("suspend").andExpect(status().isUnprocessableContent());

        show().andExpect(jsonPath("$.status").value("suspended"));
    }

    @Test
    void reinstatementLiftsTheBanToo() throws Exception {
        clerkAnswers(
                "ban", okJson(user(user.clerkId(), T0 + 1).put("banned", true).toString()));
        clerkAnswers("unban", okJson(user(user.clerkId(), T0 + 2).toString()));
        act("suspend");

        act("reinstate")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("active"));

        assertThat(jdbc.sql("select action from audit_log where actor_id = :admin order by occurred_at, id")
                        .param("admin", admin.id().value())
                        .query(String.class)
                        .list())
                .containsExactly("user.suspended", "user.reinstated");
    }

    @Test
    void administratorDoesNotSuspendThemselves() throws Exception {
        mvc.perform(post("/api/v1/admin/users/" + admin.id() + "/suspend").with(as(admin)))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("OWN_ACCOUNT"));
    }

    @Test
    void resyncFetchesTheUserAgain() throws Exception {
        clerk.stubFor(WireMock.get("/users/" + user.clerkId())
                .willReturn(okJson(user(user.clerkId(), T0).toString())));

        act("resync")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.firstName").value("Ada"));
    }

    @Test
    void resyncErasesWhomClerkDoesNotKnow() throws Exception {
        clerk.stubFor(WireMock.get("/users/" + user.clerkId())
                .willReturn(jsonResponse(
                        "{\"errors\": [{\"message\": \"not found\", \"code\": \"resource_not_found\"}]}", 404)));

        act("resync").andExpect(status().isOk()).andExpect(jsonPath("$.status").value("deleted"));
    }

    /** What is erased is erased at Stripe and Ayrshare too: a page of a proxy must not be enough for that. */
    @Test
    void resyncErasesNobodyWhereItIsNotClerkThatDoesNotKnow() throws Exception {
        clerk.stubFor(
                WireMock.get("/users/" + user.clerkId()).willReturn(notFound().withBody("<h1>Not Found</h1>")));

        act("resync").andExpect(jsonPath("$.code").value("VENDOR_UNAVAILABLE"));

        show().andExpect(jsonPath("$.status").value("active"));
    }

    private void clerkAnswers(String action, ResponseDefinitionBuilder answer) {
        clerk.stubFor(WireMock.post("/users/" + user.clerkId() + "/" + action).willReturn(answer));
    }

    private ResultActions act(String action) throws Exception {
        return mvc.perform(
                post("/api/v1/admin/users/" + user.id() + "/" + action).with(as(admin)));
    }

    private ResultActions show() throws Exception {
        return mvc.perform(get("/api/v1/admin/users/" + user.id()).with(as(admin)));
    }

    private ResultActions list(String query) throws Exception {
        return mvc.perform(get(URI.create("/api/v1/admin/users?" + query)).with(as(admin)));
    }
}
