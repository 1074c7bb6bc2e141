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

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.clients.ApiException;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialTest;
import dev.keelson.testing.TestUsers;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
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
