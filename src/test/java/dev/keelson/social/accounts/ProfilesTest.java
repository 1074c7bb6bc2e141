package dev.keelson.social.accounts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;

/** A user's profile is made once, whatever happens while it is made. */
@SocialTest
class ProfilesTest {
    private static final String TITLE_TAKEN = "{\"status\": \"error\", \"code\": 146, \"message\": \"Title exists\"}";

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private Profiles profiles;

    @Autowired
    private ProfileStore store;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private IdGenerator ids;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void concurrentFirstCallsMakeOneProfile() throws Exception {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user)).withFixedDelay(300)));
        Callable<Profile> call = () -> profiles.ensure(user);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> call).toList());

            for (var future : made) {
                assertThat(future.get().refId()).isEqualTo("ref-" + user);
            }
        }
        assertThat(ayrshare.findAll(createdFor(user))).hasSize(1);
    }

    @Test
    void keyIsStoredEncrypted() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user))));

        var profile = profiles.ensure(user);

        byte[] stored = jdbc.sql("select profile_key from social_profiles where user_id = :user")
                .param("user", user.value())
                .query(byte[].class)
                .single();
        assertThat(profile.activeKey().value()).isEqualTo("KEY-" + user);
        assertThat(new String(stored, ISO_8859_1)).doesNotContain("KEY-");
    }

    @Test
    void profileWhoseKeyWasLostIsDeletedAndMadeAnew() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user)
                .inScenario("lost")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN))
                .willSetStateTo("listed"));
        ayrshare.stubFor(listing(user).willReturn(okJson(listed(user, ""))));
        ayrshare.stubFor(delete("/profiles")
                .inScenario("lost")
                .whenScenarioStateIs("listed")
                .willReturn(okJson("{\"status\": \"success\"}"))
                .willSetStateTo("deleted"));
        ayrshare.stubFor(
                creating(user).inScenario("lost").whenScenarioStateIs("deleted").willReturn(okJson(created(user))));

        var profile = profiles.ensure(user);

        assertThat(profile.state()).isEqualTo(Profile.State.ACTIVE);
        ayrshare.verify(deleteRequestedFor(urlEqualTo("/profiles"))
                .withRequestBody(equalToJson("{\"title\": \"" + user + "\"}")));
    }

    @Test
    void profileThatAyrshareWillNotRemoveIsAClearProblem() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN)));
        ayrshare.stubFor(listing(user).willReturn(okJson(listed(user, ""))));
        ayrshare.stubFor(
                delete("/profiles").willReturn(aResponse().withStatus(400).withBody("{\"status\": \"error\"}")));

        assertProblem(user, AccountProblem.PROFILE_NOT_RECOVERABLE);
    }

    @Test
    void profileThatIsInUseIsNeverDeleted() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN)));
        ayrshare.stubFor(listing(user).willReturn(okJson(listed(user, "\"facebook\""))));

        assertProblem(user, AccountProblem.PROFILE_NOT_RECOVERABLE);
        assertThat(ayrshare.findAll(deleteRequestedFor(urlEqualTo("/profiles"))
                        .withRequestBody(equalToJson("{\"title\": \"" + user + "\"}"))))
                .isEmpty();
    }

    @Test
    void profileThatIsNotListedYetIsWaitedFor() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN)));
        ayrshare.stubFor(listing(user).willReturn(okJson("{\"profiles\": []}")));

        assertProblem(user, AccountProblem.PROFILE_IN_PREPARATION);
    }

    @Test
    void failedAttemptDoesNotBlockTheNext() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> profiles.ensure(user)).isInstanceOf(ApiException.Unavailable.class);
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user))));

        var profile = profiles.ensure(user);

        assertThat(profile.state()).isEqualTo(Profile.State.ACTIVE);
    }

    @Test
    void claimOfADeadProcessIsTakenOver() {
        var user = users.fresh().id();
        store.claim(user, ids.next());
        jdbc.sql("update social_profiles set claimed_until = now() - interval '1 second' where user_id = :user")
                .param("user", user.value())
                .update();
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user))));

        var profile = profiles.ensure(user);

        assertThat(profile.state()).isEqualTo(Profile.State.ACTIVE);
    }

    /** The vendor has made it, and our transaction fails: here because another profile has the same reference. */
    @Test
    void profileThatWasMadeButCouldNotBeStoredIsFoundAndReplaced() {
        var other = users.fresh().id();
        ayrshare.stubFor(creating(other).willReturn(okJson(created(other))));
        profiles.ensure(other);
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user).replace("ref-" + user, "ref-" + other))));

        assertThatThrownBy(() -> profiles.ensure(user)).isInstanceOf(DataIntegrityViolationException.class);

        stubReplacement(user);
        assertThat(profiles.ensure(user).refId()).isEqualTo("ref-" + user);
    }

    @Test
    void profileWhoseAnswerWasLostOnTheWayIsFoundAndReplaced() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        assertThatThrownBy(() -> profiles.ensure(user)).isInstanceOf(ApiException.OutcomeUnknown.class);

        stubReplacement(user);
        assertThat(profiles.ensure(user).activeKey().value()).isEqualTo("KEY-" + user);
    }

    /** It hung in the call for so long that another node has taken over, and made it. */
    @Test
    void nodeThatLostItsClaimRemovesWhatItMade() throws Exception {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user)
                .willReturn(okJson(created(user).replace("KEY-", "KEY-1")).withFixedDelay(900)));
        String removal = "{\"profileKey\": \"KEY-1%s\"}".formatted(user);
        ayrshare.stubFor(delete("/profiles")
                .withRequestBody(equalToJson(removal))
                .willReturn(okJson("{\"status\": \"success\"}")));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = threads.submit(() -> profiles.ensure(user));
            await().until(() -> store.find(user).isPresent());
            var claim = ids.next();
            jdbc.sql("update social_profiles set claimed_until = now() - interval '1 second' where user_id = :user")
                    .param("user", user.value())
                    .update();
            assertThat(store.claim(user, claim)).isTrue();
            var winner = new CreatedProfile("ref-2" + user, new ProfileKey("KEY-2" + user));
            assertThat(store.activate(store.find(user).orElseThrow(), claim, winner))
                    .isTrue();

            assertThatThrownBy(slow::get).hasRootCauseInstanceOf(ProblemException.class);
        }
        assertThat(profiles.ensure(user).refId()).isEqualTo("ref-2" + user);
        ayrshare.verify(deleteRequestedFor(urlEqualTo("/profiles")).withRequestBody(equalToJson(removal)));
    }

    @Test
    void administratorGivesAProfileTheKeyThatWeNeverGot() throws Exception {
        var user = users.fresh().id();
        troubled(user);
        ayrshare.stubFor(asking(user).willReturn(okJson("""
                {"title": "%1$s", "refId": "ref-old-%1$s", "activeSocialAccounts": ["facebook"]}
                """.formatted(user))));

        String row = "$.items[?(@.id == '%s')]".formatted(user);
        listTroubles()
                .andExpect(jsonPath(row + ".trouble").value("in_use"))
                .andExpect(jsonPath(row + ".refId").value("ref-old-" + user))
                .andExpect(jsonPath(row + ".action").isNotEmpty());
        sendKey(user).andExpect(status().isNoContent());

        assertThat(profiles.ensure(user).activeKey().value()).isEqualTo("KEY-" + user);
        assertThat(accounts.find(user, Platform.FACEBOOK).map(Account::state)).hasValue(LinkState.ACTIVE);
        listTroubles().andExpect(jsonPath(row).isEmpty());
    }

    @Test
    void keyOfAnotherProfileIsNotTaken() throws Exception {
        var user = users.fresh().id();
        troubled(user);
        ayrshare.stubFor(asking(user)
                .willReturn(okJson("{\"title\": \"somebody\", \"refId\": \"r\", \"activeSocialAccounts\": []}")));
        sendKey(user)
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("PROFILE_KEY_WRONG"));

        ayrshare.stubFor(asking(user)
                .willReturn(aResponse().withStatus(403).withBody("{\"status\": \"error\", \"code\": 102}")));
        sendKey(user).andExpect(jsonPath("$.code").value("PROFILE_KEY_WRONG"));

        assertThat(store.find(user).map(Profile::state)).hasValue(Profile.State.CREATING);
        sendKey(users.fresh().id()).andExpect(status().isNotFound());
    }

    /** Whoever has removed the profile at Ayrshare has nothing more to do. */
    @Test
    void profileInTroubleIsMadeAnewOnceTheOtherIsGone() throws Exception {
        var user = users.fresh().id();
        troubled(user);
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user))));

        assertThat(profiles.ensure(user).state()).isEqualTo(Profile.State.ACTIVE);
        listTroubles()
                .andExpect(jsonPath("$.items[?(@.id == '%s')]".formatted(user)).isEmpty());
    }

    /** What is logged is looked at after every test class; this is what else somebody may see. */
    @Test
    void keyIsInNoTextOfAnythingOnItsWay() {
        var user = users.fresh().id();
        ayrshare.stubFor(creating(user).willReturn(okJson(created(user))));
        var profile = profiles.ensure(user);

        assertThat(profile.toString()).doesNotContain("KEY-");
        assertThat(new CreatedProfile("r", profile.activeKey()).toString()).doesNotContain("KEY-");
        assertThat(new ProfileTroublesController.KeyRequest("KEY-" + user).toString())
                .doesNotContain("KEY-");
    }

    private void troubled(UserId user) {
        ayrshare.stubFor(creating(user).willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN)));
        ayrshare.stubFor(listing(user).willReturn(okJson(listed(user, "\"facebook\""))));
        assertProblem(user, AccountProblem.PROFILE_NOT_RECOVERABLE);
    }

    private ResultActions listTroubles() throws Exception {
        return mvc.perform(MockMvcRequestBuilders.get("/api/v1/admin/social/profiles?limit=100")
                .with(TestUsers.as(users.fresh(Role.ADMIN))));
    }

    private ResultActions sendKey(UserId user) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.post("/api/v1/admin/social/profiles/{id}/key", user)
                .with(TestUsers.as(users.fresh(Role.ADMIN)))
                .contentType("application/json")
                .content("{\"profileKey\": \"KEY-%s\"}".formatted(user)));
    }

    private static MappingBuilder asking(UserId user) {
        return get("/user").withHeader("Profile-Key", equalTo("KEY-" + user));
    }

    /** The title is taken until the old profile is deleted by its title. */
    private void stubReplacement(UserId user) {
        String scenario = "replaced " + user;
        ayrshare.stubFor(creating(user)
                .inScenario(scenario)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(400).withBody(TITLE_TAKEN)));
        ayrshare.stubFor(listing(user).willReturn(okJson(listed(user, ""))));
        ayrshare.stubFor(delete("/profiles")
                .withRequestBody(equalToJson("{\"title\": \"" + user + "\"}"))
                .inScenario(scenario)
                .willReturn(okJson("{\"status\": \"success\"}"))
                .willSetStateTo("deleted"));
        ayrshare.stubFor(creating(user)
                .inScenario(scenario)
                .whenScenarioStateIs("deleted")
                .willReturn(okJson(created(user))));
    }

    private void assertProblem(UserId user, AccountProblem problem) {
        assertThatThrownBy(() -> profiles.ensure(user))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(problem));
    }

    private static MappingBuilder creating(UserId user) {
        return post("/profiles").withRequestBody(matchingJsonPath("$.title", equalTo(user.toString())));
    }

    private static RequestPatternBuilder createdFor(UserId user) {
        return postRequestedFor(urlEqualTo("/profiles"))
                .withRequestBody(matchingJsonPath("$.title", equalTo(user.toString())));
    }

    private static MappingBuilder listing(UserId user) {
        return get(urlPathEqualTo("/profiles")).withQueryParam("title", equalTo(user.toString()));
    }

    private static String created(UserId user) {
        return """
                {"status": "success", "title": "%1$s", "refId": "ref-%1$s", "profileKey": "KEY-%1$s", "messagingActive": false}
                """.formatted(user);
    }

    private static String listed(UserId user, String linked) {
        return """
                {"profiles": [{"title": "%1$s", "refId": "ref-old-%1$s", "activeSocialAccounts": [%2$s]}]}
                """.formatted(user, linked);
    }
}
