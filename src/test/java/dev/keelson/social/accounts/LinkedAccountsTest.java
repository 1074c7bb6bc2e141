package dev.keelson.social.accounts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;

/** The linked accounts: by the API, and by Ayrshare's events in any order. */
@SocialTest
@RecordApplicationEvents
class LinkedAccountsTest {
    private static final String LINK_SESSION = """
            {"status": "success", "sessionId": "ls_1", "url": "https://profile.ayrshare.com?session=ayr_ls_1",
             "expiresAt": "2026-10-04T00:05:00Z", "emailSent": false}
            """;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private AccountWebhooks webhooks;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JsonMapper json;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Test
    void linkSessionIsMintedForTheUsersProfileAndNotCached() throws Exception {
        var member = social.linkedTo();
        ayrshare.stubFor(member.only(post("/profiles/link-sessions")).willReturn(okJson(LINK_SESSION)));

        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/link-sessions")
                        .with(TestUsers.as(member.user()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"platforms\": [\"x\", \"bluesky\"]}"))
                .andExpect(status().isCreated())
                .andExpect(header().string("Cache-Control", "no-store"))
                .andExpect(jsonPath("$.url").value("https://profile.ayrshare.com?session=ayr_ls_1"))
                .andExpect(jsonPath("$.expiresAt").value("2026-10-04T00:05:00Z"));

        ayrshare.verify(member.only(postRequestedFor(urlEqualTo("/profiles/link-sessions")))
                .withRequestBody(equalToJson("""
                        {"redirect": "https://app.example.com/linked", "allowedSocial": ["twitter", "bluesky"]}
                        """)));
    }

    @Test
    void linkSessionNeedsNoBody() throws Exception {
        var member = social.linkedTo();
        ayrshare.stubFor(member.only(post("/profiles/link-sessions")).willReturn(okJson(LINK_SESSION)));

        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/link-sessions").with(TestUsers.as(member.user())))
                .andExpect(status().isCreated());
    }

    @Test
    void unknownNetworkOfALinkSessionIsNamed() throws Exception {
        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/link-sessions")
                        .with(TestUsers.as(users.fresh()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"platforms\": [\"x\", \"myspace\"]}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.errors[0].field").value("platforms[1]"));
    }

    @Test
    void refreshTakesOverWhatIsLinkedNow() throws Exception {
        var member = social.linkedTo(Platform.FACEBOOK);
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("""
                {"activeSocialAccounts": ["twitter"], "refId": "r", "displayNames": [
                  {"platform": "twitter", "displayName": "Acme", "userImage": "https://img.example.com/1"}]}
                """)));

        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/accounts/refresh")
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[0].platform").value("facebook"))
                .andExpect(jsonPath("$.items[0].state").value("unlinked"))
                .andExpect(jsonPath("$.items[1].platform").value("x"))
                .andExpect(jsonPath("$.items[1].state").value("active"))
                .andExpect(jsonPath("$.items[1].pictureUrl").value("https://img.example.com/1"))
                .andExpect(jsonPath("$.items[1].lastSyncAt").isNotEmpty());
    }

    @Test
    void refreshWithoutAProfileIsEmptyAndMakesNone() throws Exception {
        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/accounts/refresh")
                        .with(TestUsers.as(users.fresh())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items").isEmpty());
    }

    @Test
    void refreshWhileAyrshareIsDownIsAClearProblem() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(get("/user")).willReturn(aResponse().withStatus(503)));

        mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/accounts/refresh")
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isServiceUnavailable())
                .andExpect(jsonPath("$.code").value("VENDOR_UNAVAILABLE"));
    }

    @Test
    void accountIsUnlinkedAtAyrshareToo() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = account(member, Platform.X).id();
        ayrshare.stubFor(member.only(delete("/profiles/social")).willReturn(okJson("{\"status\": \"success\"}")));

        mvc.perform(MockMvcRequestBuilders.delete("/api/v1/social/accounts/{id}", id)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.platform").value("x"))
                .andExpect(jsonPath("$.scheduledPosts").value(0));

        ayrshare.verify(member.only(deleteRequestedFor(urlEqualTo("/profiles/social")))
                .withRequestBody(equalToJson("{\"platform\": \"twitter\"}")));
        assertThat(account(member, Platform.X).state()).isEqualTo(LinkState.UNLINKED);
        assertThat(account(member, Platform.X).name()).isNull();
    }

    @Test
    void pausedAccountTakesNoPosts() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = account(member, Platform.X).id();

        mvc.perform(patch("/api/v1/social/accounts/{id}", id)
                        .with(TestUsers.as(member.user()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"paused\": true}"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("paused"));

        var problem = social.send(member, "/api/v1/social/posts", """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "now"}
                """, 409);
        assertThat(problem.path("code").asString()).isEqualTo("ACCOUNT_PAUSED");
    }

    @Test
    void anotherUsersAccountIsNotFound() throws Exception {
        var id = account(social.linkedTo(Platform.X), Platform.X).id();
        var stranger = TestUsers.as(users.fresh());

        mvc.perform(MockMvcRequestBuilders.delete("/api/v1/social/accounts/{id}", id)
                        .with(stranger))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("ACCOUNT_NOT_FOUND"));
        mvc.perform(patch("/api/v1/social/accounts/{id}", id)
                        .with(stranger)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"paused\": true}"))
                .andExpect(status().isNotFound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"paused\": null}", "{\"paused\": \"maybe\"}", "nonsense", ""})
    void badPauseIsRefused(String body) throws Exception {
        var member = social.linkedTo(Platform.X);

        mvc.perform(patch(
                                "/api/v1/social/accounts/{id}",
                                account(member, Platform.X).id())
                        .with(TestUsers.as(member.user()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andExpect(status().isBadRequest());
    }

    @Test
    void badIdIsRefused() throws Exception {
        mvc.perform(MockMvcRequestBuilders.delete("/api/v1/social/accounts/17").with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest());
    }

    @Test
    void linkEventFetchesAndLists() {
        var member = social.linkedTo();
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("""
                {"activeSocialAccounts": ["gmb"], "displayNames": [{"platform": "gmb", "displayName": "Acme"}]}
                """)));

        var outcome = social.deliver(webhooks, event(member, "gmb", "link", "user", "2026-11-01T10:00:00Z"));

        assertThat(outcome).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(account(member, Platform.GMB).state()).isEqualTo(LinkState.ACTIVE);
    }

    @Test
    void droppedAccountNeedsRelinkAndSaysSoOnce(ApplicationEvents events) {
        var member = social.linkedTo(Platform.INSTAGRAM);
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("{\"activeSocialAccounts\": []}")));
        String event = event(member, "instagram", "unlink", "system", "2026-11-01T10:00:00Z");

        social.deliver(webhooks, event);
        social.deliver(webhooks, event);

        assertThat(account(member, Platform.INSTAGRAM).state()).isEqualTo(LinkState.NEEDS_RELINK);
        assertThat(events.stream(SocialAccountNeedsRelink.class)
                        .filter(told -> told.user().equals(member.user().id())))
                .singleElement()
                .extracting(SocialAccountNeedsRelink::platform)
                .isEqualTo("instagram");
    }

    @Test
    void expiringAccountIsStillActiveAndSaysUntilWhen(ApplicationEvents events) {
        var member = social.linkedTo(Platform.LINKEDIN);
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("{\"activeSocialAccounts\": [\"linkedin\"]}")));

        social.deliver(webhooks, """
                {"action": "social", "type": "refresh", "platform": "linkedin", "refId": "%s",
                 "created": "2026-10-20T10:00:00Z", "refreshBy": "2026-11-05T12:21:29Z"}
                """.formatted(member.refId()));

        assertThat(account(member, Platform.LINKEDIN).state()).isEqualTo(LinkState.ACTIVE);
        assertThat(events.stream(SocialAccountNeedsRelink.class)).isEmpty();
        assertThat(account(member, Platform.LINKEDIN).relinkBy()).isEqualTo(Instant.parse("2026-11-05T12:21:29Z"));
    }

    @Test
    void refusedAccountStaysSoUntilTheUserHasSeenToIt() {
        var member = social.linkedTo(Platform.FACEBOOK);
        accounts.signalled(member.user().id(), Platform.FACEBOOK, Signal.REFUSED, Instant.now(), null);
        ayrshare.stubFor(member.only(get("/user"))
                .willReturn(okJson("{\"activeSocialAccounts\": [\"facebook\", \"twitter\"]}")));
        social.deliver(
                webhooks, event(member, "twitter", "link", "user", Instant.now().toString()));
        assertThat(account(member, Platform.FACEBOOK).state()).isEqualTo(LinkState.NEEDS_RELINK);

        social.send(member, "/api/v1/social/accounts/refresh", "", 200);

        assertThat(account(member, Platform.FACEBOOK).state()).isEqualTo(LinkState.ACTIVE);
    }

    @Test
    void eventOfAnUnknownProfileIsIgnored() {
        assertThat(social.deliver(webhooks, """
                {"action": "social", "type": "link", "platform": "x", "refId": "nobody", "created": "2026-11-01T10:00:00Z"}
                """)).isEqualTo(WebhookOutcome.IGNORED);
    }

    @Test
    void eventWithoutAProfileIsNeverRetried() {
        assertThatThrownBy(() ->
                        social.deliver(webhooks, "{\"action\": \"social\", \"created\": \"2026-11-01T10:00:00Z\"}"))
                .isInstanceOf(NonRetryableWebhookException.class);
    }

    /** A history of links and unlinks, delivered in any order with repetitions, each with the answer of its moment. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void anyOrderOfEventsEndsInTheSameAccounts(long seed) {
        var random = new Random(seed);
        var ordered = social.linkedTo();
        var shuffled = social.linkedTo();
        var steps = history(random);

        steps.forEach(step -> apply(ordered, step));
        var deliveries = new ArrayList<>(steps);
        for (int i = 0; i < 4; i++) {
            deliveries.add(steps.get(random.nextInt(steps.size())));
        }
        Collections.shuffle(deliveries, random);
        deliveries.forEach(step -> apply(shuffled, step));

        assertThat(states(shuffled)).as("seed %d: %s", seed, deliveries).isEqualTo(states(ordered));
    }

    /** One event and what Ayrshare listed when it was asked because of it. */
    private record Step(String platform, String type, String source, Instant at, List<String> listed) {}

    private static List<Step> history(Random random) {
        var linked = new ArrayList<String>();
        var steps = new ArrayList<Step>();
        var at = Instant.now().minusSeconds(3600);
        for (int i = 0; i < 8; i++) {
            var platform = List.of("facebook", "twitter", "linkedin").get(random.nextInt(3));
            at = at.plusSeconds(1 + random.nextInt(60));
            if (linked.remove(platform)) {
                steps.add(new Step(
                        platform, "unlink", random.nextBoolean() ? "system" : "user", at, List.copyOf(linked)));
            } else {
                linked.add(platform);
                steps.add(new Step(platform, "link", "user", at, List.copyOf(linked)));
            }
        }
        return steps;
    }

    private void apply(Member member, Step step) {
        var user = json.valueToTree(Map.of("activeSocialAccounts", step.listed()));
        WebhookEvent event = social.event(
                event(
                        member,
                        step.platform(),
                        step.type(),
                        step.source(),
                        step.at().toString()),
                new Fetched(user, step.at().plusSeconds(7200)));
        transaction.executeWithoutResult(_ -> webhooks.handle(event));
    }

    private Map<Platform, LinkState> states(Member member) {
        return accounts.of(member.user().id()).stream().collect(Collectors.toMap(Account::platform, Account::state));
    }

    private Account account(Member member, Platform platform) {
        return accounts.find(member.user().id(), platform).orElseThrow();
    }

    private static String event(Member member, String platform, String type, String source, String at) {
        return """
                {"action": "social", "type": "%s", "source": "%s", "platform": "%s", "refId": "%s", "created": "%s",
                 "displayName": "Acme", "hookId": "TKL1"}
                """.formatted(type, source, platform, member.refId(), at);
    }
}
