package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.testing.SyncApi;
import dev.keelson.testing.SyncTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Clerk's events did not tell us, and what came of it. */
@SyncTest
class ClerkReconciliationTest {
    private static final String FULL = "{\"provider\": \"clerk\", \"kind\": \"full\"}";

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @Autowired
    private SyncApi sync;

    @Autowired
    private MirrorUser mirror;

    @Autowired
    private EraseUser erase;

    @Autowired
    private Users users;

    @Autowired
    private JdbcClient jdbc;

    private final String id = ClerkFixtures.freshUserId();

    /** Whom other tests have left would be compared too. */
    @BeforeEach
    void nobodyOnEitherSide() {
        jdbc.sql("select clerk_id from users where deleted_at is null")
                .query((row, _) -> row.getString("clerk_id"))
                .list()
                .forEach(other -> erase.erase(other, null));
        lists();
    }

    @Test
    void userWhoseEventsAllWereLostIsMade() {
        lists(ClerkFixtures.user(id, ClerkFixtures.T0));

        var report = sync.run(FULL);

        assertThat(found(report)).containsExactly("missing " + id);
        assertThat(stored(id).mirror().firstName()).isEqualTo("Ada");
        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void changeWhoseEventWasLostIsTakenOver() {
        known(id, ClerkFixtures.T0);
        clerk.stubFor(get(urlPathEqualTo("/users"))
                .withQueryParam("order_by", equalTo("-updated_at"))
                .withQueryParam("offset", equalTo("0"))
                .willReturn(okJson(list(
                        ClerkFixtures.user(id, Instant.now().toEpochMilli()).put("first_name", "Augusta"),
                        ClerkFixtures.user(ClerkFixtures.freshUserId(), ClerkFixtures.T0)))));

        var report = sync.run(since());

        assertThat(found(report)).containsExactly("different " + id);
        assertThat(report.path("job").path("checked").asLong()).isEqualTo(1);
        assertThat(stored(id).mirror().firstName()).isEqualTo("Augusta");
    }

    @Test
    void signInAloneIsNoDrift() {
        known(id, ClerkFixtures.T0);
        lists(ClerkFixtures.user(id, ClerkFixtures.T0 + 1).put("last_sign_in_at", ClerkFixtures.T0 + 1));

        assertThat(found(sync.run(FULL))).isEmpty();
        assertThat(stored(id).mirror().lastSignInAt()).isEqualTo(Instant.ofEpochMilli(ClerkFixtures.T0 + 1));
    }

    @Test
    void newerStateThatAnEventHasToldWins() {
        known(id, ClerkFixtures.T0 + 10);
        lists(ClerkFixtures.user(id, ClerkFixtures.T0).put("first_name", "Older"));

        assertThat(found(sync.run(FULL))).isEmpty();
        assertThat(stored(id).mirror().firstName()).isEqualTo("Ada");
    }

    @Test
    void twoStatesOfOneVersionAreSettledByAskingForTheUser() {
        known(id, ClerkFixtures.T0);
        lists(ClerkFixtures.user(id, ClerkFixtures.T0).put("first_name", "From a list"));
        clerk.stubFor(get("/users/" + id)
                .willReturn(okJson(ClerkFixtures.user(id, ClerkFixtures.T0)
                        .put("first_name", "As it is now")
                        .toString())));

        sync.run(FULL);

        assertThat(stored(id).mirror().firstName()).isEqualTo("As it is now");
    }

    @Test
    void userWhoseDeletionWasLostIsErased() {
        known(id, ClerkFixtures.T0);
        longAgo();
        clerk.stubFor(get("/users/" + id).willReturn(missing()));

        var report = sync.run(FULL);

        assertThat(found(report)).containsExactly("deleted " + id);
        assertThat(stored(id).deleted()).isTrue();
        assertThat(stored(id).mirror()).isEqualTo(User.Mirror.EMPTY);
    }

    @Test
    void userWhomAListDidNotShowAndWhoLivesStays() {
        known(id, ClerkFixtures.T0);
        longAgo();
        clerk.stubFor(get("/users/" + id)
                .willReturn(okJson(ClerkFixtures.user(id, ClerkFixtures.T0).toString())));

        assertThat(found(sync.run(FULL))).isEmpty();
        assertThat(stored(id).deleted()).isFalse();
    }

    @Test
    void youngUserIsNotMissedYet() {
        known(id, ClerkFixtures.T0);
        clerk.stubFor(get("/users/" + id).willReturn(missing()));

        sync.run(FULL);

        assertThat(stored(id).deleted()).isFalse();
    }

    @Test
    void gatewaysNotFoundErasesNobody() {
        known(id, ClerkFixtures.T0);
        longAgo();
        clerk.stubFor(
                get("/users/" + id).willReturn(aResponse().withStatus(404).withBody("<html>no such host</html>")));

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("failed");
        assertThat(stored(id).deleted()).isFalse();
    }

    @Test
    void keyOfAnotherInstanceErasesNobody() {
        var ids = IntStream.range(0, 12)
                .mapToObj(_ -> ClerkFixtures.freshUserId())
                .toList();
        ids.forEach(user -> known(user, ClerkFixtures.T0));
        longAgo();
        clerk.stubFor(get(urlPathMatching("/users/.+")).willReturn(missing()));

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("failed");
        assertThat(report.path("job").path("error").asString()).contains("12 of the 12 objects 'user'");
        assertThat(ids).noneMatch(user -> stored(user).deleted());
    }

    @Test
    void pagesFollowEachOtherAndAFullOneIsFollowedByAnother() {
        var first = IntStream.range(0, 500)
                .mapToObj(_ -> ClerkFixtures.user(ClerkFixtures.freshUserId(), ClerkFixtures.T0))
                .toList();
        clerk.stubFor(get(urlPathEqualTo("/users"))
                .withQueryParam("starting_after", absent())
                .willReturn(okJson(list(first.toArray(ObjectNode[]::new)))));
        clerk.stubFor(get(urlPathEqualTo("/users"))
                .withQueryParam(
                        "starting_after", equalTo(first.getLast().path("id").asString()))
                .willReturn(okJson(list(ClerkFixtures.user(id, ClerkFixtures.T0)))));

        var report = sync.run(FULL);

        assertThat(SyncApi.count(report, "user", "missing")).isEqualTo(501);
        assertThat(report.path("drifts")).hasSize(100);
        assertThat(stored(id).deleted()).isFalse();
    }

    @Test
    void tooManyRequestsWaitAsLongAsTold() {
        clerk.stubFor(get(urlPathEqualTo("/users"))
                .inScenario("limit")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("over")
                .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "3")));
        clerk.stubFor(get(urlPathEqualTo("/users"))
                .inScenario("limit")
                .whenScenarioStateIs("over")
                .willReturn(okJson(list(ClerkFixtures.user(id, ClerkFixtures.T0)))));
        String job = sync.start(FULL);

        var waiting = await().until(
                        () -> sync.report(job),
                        report -> !report.path("job").path("error").asString("").isEmpty());
        assertThat(status(waiting)).isEqualTo("running");
        assertThat(waiting.path("job").path("error").asString()).contains("RateLimited");
        var failedAt = Instant.parse(waiting.path("job").path("heartbeatAt").asString());
        await().untilAsserted(() -> assertThat(dueAt(job)).isAfterOrEqualTo(failedAt.plusMillis(2_900)));
        var report = sync.ended(job);

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report)).containsExactly("missing " + id);
        clerk.verify(2, getRequestedFor(urlPathEqualTo("/users")));
    }

    @Test
    void oneUserCostsOneCall() {
        clerk.stubFor(get("/users/" + id)
                .willReturn(okJson(ClerkFixtures.user(id, ClerkFixtures.T0).toString())));

        var report = sync.run("{\"provider\": \"clerk\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(id));

        assertThat(found(report)).containsExactly("missing " + id);
        clerk.verify(1, getRequestedFor(urlPathMatching("/users.*")));
    }

    @Test
    void oneUserWhomNobodyKnowsLeavesNothing() {
        clerk.stubFor(get("/users/" + id).willReturn(missing()));

        var report = sync.run("{\"provider\": \"clerk\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(id));

        assertThat(found(report)).isEmpty();
        assertThat(users.find(List.of(id))).isEmpty();
    }

    private void known(String clerkId, long version) {
        mirror.told(ClerkUser.read(ClerkFixtures.user(clerkId, version)).orElseThrow());
    }

    private void longAgo() {
        jdbc.sql("update users set created_at = created_at - interval '1 hour'").update();
    }

    private void lists(ObjectNode... listed) {
        clerk.stubFor(get(urlPathEqualTo("/users")).willReturn(okJson(list(listed))));
    }

    private static String list(ObjectNode... listed) {
        return Arrays.toString(listed);
    }

    private static ResponseDefinitionBuilder missing() {
        return okJson("{\"errors\": [{\"code\": \"resource_not_found\", \"message\": \"not found\"}]}")
                .withStatus(404);
    }

    private static String since() {
        return "{\"provider\": \"clerk\", \"kind\": \"since\", \"since\": \"%s\"}"
                .formatted(Instant.now().minus(Duration.ofHours(1)));
    }

    private User stored(String clerkId) {
        return users.find(List.of(clerkId)).getFirst();
    }

    private Instant dueAt(String job) {
        return jdbc.sql("""
                        select execution_time from scheduled_tasks
                        where task_name = 'webhook-sync-job' and task_instance = :id and not picked
                        """)
                .param("id", job)
                .query((row, _) -> row.getTimestamp("execution_time").toInstant())
                .optional()
                .orElse(Instant.MIN);
    }

    private static String status(JsonNode report) {
        return report.path("job").path("status").asString();
    }

    private static List<String> found(JsonNode report) {
        return report.path("drifts")
                .valueStream()
                .map(drift -> drift.path("kind").asString() + " "
                        + drift.path("vendorId").asString())
                .toList();
    }
}
