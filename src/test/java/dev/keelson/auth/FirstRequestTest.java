package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.addressOf;
import static dev.keelson.auth.ClerkFixtures.created;
import static dev.keelson.auth.ClerkFixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** Users whose first request comes before Clerk's event about them. */
@KeelsonTest
@RecordApplicationEvents
class FirstRequestTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private ClerkUserEvents handler;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ApplicationEvents published;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    private final String clerkId = ClerkFixtures.freshUserId();
    private final String sessionId = ClerkFixtures.freshSessionId();

    @Test
    void userIsMadeAndTheProfileFetched() throws Exception {
        clerkAnswers(okJson(user(clerkId, T0).toString()));

        me().andExpect(status().isOk())
                .andExpect(jsonPath("$.email").value(addressOf(clerkId)))
                .andExpect(jsonPath("$.firstName").value("Ada"))
                .andExpect(jsonPath("$.role").value("free"));
    }

    @Test
    void failureOfClerkDoesNotFailTheRequest() throws Exception {
        clerkAnswers(serverError());

        me().andExpect(status().isOk()).andExpect(jsonPath("$.email").isEmpty());
        deliverCreated();
        me().andExpect(jsonPath("$.email").value(addressOf(clerkId)));
    }

    @Test
    void resetConnectionDoesNotFailTheRequest() throws Exception {
        clerkAnswers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        me().andExpect(status().isOk());
    }

    @Test
    void userWhomClerkDoesNotKnowEverywhereYetIsNotErased() throws Exception {
        clerkAnswers(jsonResponse("{\"errors\": [{\"code\": \"resource_not_found\"}]}", 404));

        me().andExpect(status().isOk());
        deliverCreated();

        me().andExpect(status().isOk()).andExpect(jsonPath("$.firstName").value("Ada"));
    }

    @Test
    void userWhomClerkHasBannedIsRefusedOnTheFirstRequest() throws Exception {
        clerkAnswers(okJson(user(clerkId, T0).put("banned", true).toString()));

        me().andExpect(status().isForbidden()).andExpect(jsonPath("$.code").value(AuthProblem.USER_SUSPENDED.name()));
    }

    @Test
    void concurrentFirstRequestsAndTheEventMakeOneUser() throws Exception {
        clerkAnswers(okJson(user(clerkId, T0).toString()));
        List<Callable<Integer>> attempts = new ArrayList<>();
        var token = tokens.of(clerkId, sessionId);
        for (int i = 0; i < 12; i++) {
            attempts.add(() -> mvc.perform(get("/api/v1/me").header("Authorization", "Bearer " + token))
                    .andReturn()
                    .getResponse()
                    .getStatus());
        }
        attempts.add(3, () -> {
            deliverCreated();
            return 200;
        });

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(attempts)) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }

        assertThat(count("select count(*) from users where clerk_id = :id", clerkId))
                .isOne();
        assertThat(count("select count(*) from user_sessions where clerk_session_id = :id", sessionId))
                .isOne();
        assertThat(count(
                        "select count(*) from audit_log where action = 'user.registered' and details ->> 'clerkId' = :id",
                        clerkId))
                .isOne();
        assertThat(published.stream(UserRegistered.class)
                        .filter(e -> e.clerkId().equals(clerkId)))
                .hasSize(1);
    }

    private void clerkAnswers(ResponseDefinitionBuilder answer) {
        clerk.stubFor(WireMock.get("/users/" + clerkId).willReturn(answer));
    }

    private ResultActions me() throws Exception {
        return mvc.perform(get("/api/v1/me").header("Authorization", "Bearer " + tokens.of(clerkId, sessionId)));
    }

    private void deliverCreated() {
        new Inbox(transaction).deliver(handler, created(user(clerkId, T0)));
    }

    private long count(String sql, String id) {
        return jdbc.sql(sql).param("id", id).query(Long.class).single();
    }
}
