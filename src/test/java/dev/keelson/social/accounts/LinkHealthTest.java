package dev.keelson.social.accounts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.billing.BillingScene;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.SocialAccountRelinked;
import dev.keelson.social.SocialAccountsOverPlan;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialLinkExpiring;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.NetworkAccess;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** What a user is told of their links: each thing once, whatever arrives how often. */
@SocialTest
@RecordApplicationEvents
class LinkHealthTest {
    private static final List<Signal> SIGNALS = List.of(Signal.values());

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private AccountWebhooks webhooks;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private EndingLinks ending;

    @Autowired
    private AccountAllowance allowance;

    @Autowired
    private UsableAccounts usable;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvc mvc;

    @LocalServerPort
    private int port;

    @Test
    void lossIsToldOnceHoweverItIsNoticed(ApplicationEvents events) {
        var member = social.linkedTo(Platform.INSTAGRAM);
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("{\"activeSocialAccounts\": []}")));
        String dropped = """
                {"action": "social", "type": "unlink", "source": "system", "platform": "instagram", "refId": "%s",
                 "created": "%s"}
                """.formatted(member.refId(), Instant.now().minusSeconds(60));

        signalled(member, Platform.INSTAGRAM, Signal.REFUSED, null);
        signalled(member, Platform.INSTAGRAM, Signal.REFUSED, null);
        social.deliver(webhooks, dropped);
        social.deliver(webhooks, dropped);
        signalled(member, Platform.INSTAGRAM, Signal.REFUSED, null);

        assertThat(lost(events, member)).hasSize(1);
    }

    @Test
    void linkThatIsBackPointsToThePostsThatWait(ApplicationEvents events) {
        var member = social.linkedTo(Platform.FACEBOOK);
        insertPost(member, "held", "account", "pending", null);
        insertPost(member, "held", "missed", "pending", null);
        insertPost(member, "partially_published", null, "failed", "relink_required");
        insertPost(member, "failed", null, "failed", "content_refused");
        signalled(member, Platform.FACEBOOK, Signal.REFUSED, null);
        assertThat(account(member, Platform.FACEBOOK).lostAt()).isNotNull();

        signalled(member, Platform.FACEBOOK, Signal.LINKED, null);

        assertThat(account(member, Platform.FACEBOOK).state()).isEqualTo(LinkState.ACTIVE);
        assertThat(events.stream(SocialAccountRelinked.class)
                        .filter(told -> told.user().equals(user(member))))
                .singleElement()
                .extracting(SocialAccountRelinked::waiting)
                .isEqualTo(2);
        signalled(member, Platform.FACEBOOK, Signal.REFUSED, null);
        assertThat(lost(events, member)).hasSize(2);
    }

    static LongStream seeds() {
        return Seeds.fresh(10);
    }

    /** Whatever happens in whichever order: told are the losses, as many as there were. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void asManyLossesAreToldAsThereWere(long seed, ApplicationEvents events) {
        var random = new Random(seed);
        var member = social.linkedTo(Platform.X, Platform.LINKEDIN);
        var before = new EnumMap<Platform, Boolean>(Platform.class);
        int losses = 0;

        for (int i = 0; i < 40; i++) {
            var platform = random.nextBoolean() ? Platform.X : Platform.LINKEDIN;
            switch (random.nextInt(3)) {
                case 0 ->
                    listed(
                            member,
                            Stream.of(Platform.X, Platform.LINKEDIN)
                                    .filter(_ -> random.nextInt(3) > 0)
                                    .map(linked -> linked(linked, random.nextInt(40)))
                                    .toArray(LinkedAccount[]::new));
                case 1 -> signalled(member, platform, SIGNALS.get(random.nextInt(SIGNALS.size())), null);
                default -> signalled(member, platform, Signal.REFUSED, null);
            }
            for (var account : accounts.of(user(member))) {
                boolean needs = account.state() == LinkState.NEEDS_RELINK;
                losses += needs && !before.getOrDefault(account.platform(), false) ? 1 : 0;
                before.put(account.platform(), needs);
                assertThat(account.lostAt() != null).isEqualTo(needs);
            }
        }

        assertThat(lost(events, member)).as("seed %d", seed).hasSize(losses);
    }

    @Test
    void endOfALinkIsToldEarlyAndLateAndOnceEach(ApplicationEvents events) {
        var member = social.linkedTo();
        for (int days : new int[] {200, 40, 15, 14, 14, 9, 3, 3, 1, 0}) {
            listed(member, linked(Platform.LINKEDIN, days));
        }
        assertThat(expiring(events, member))
                .extracting(SocialLinkExpiring::days)
                .containsExactly(15, 3);

        listed(member, linked(Platform.LINKEDIN, 365));
        listed(member, linked(Platform.LINKEDIN, 12));

        assertThat(expiring(events, member))
                .extracting(SocialLinkExpiring::days)
                .containsExactly(15, 3, 15);
    }

    @Test
    void endThatComesCloserWhileNothingHappensIsToldByTheTask(ApplicationEvents events) {
        var member = social.linkedTo();
        listed(member, linked(Platform.LINKEDIN, 40));
        jdbc.sql("update social_accounts set refresh_by = now() + interval '2 days' where user_id = :user")
                .param("user", user(member).value())
                .update();

        ending.tell();
        ending.tell();

        assertThat(expiring(events, member))
                .extracting(SocialLinkExpiring::days)
                .containsExactly(3);
    }

    @Test
    void warningOfAyrsharesIsToldOnceAlsoWithoutADate(ApplicationEvents events) {
        var member = social.linkedTo(Platform.LINKEDIN);

        signalled(member, Platform.LINKEDIN, Signal.EXPIRING, null);
        signalled(member, Platform.LINKEDIN, Signal.EXPIRING, null);

        assertThat(expiring(events, member))
                .singleElement()
                .extracting(SocialLinkExpiring::by)
                .isNull();
    }

    @Test
    void accountSaysHowManyDaysAreLeftAndHowToLinkItAgain() throws Exception {
        var member = social.linkedTo();
        listed(member, linked(Platform.LINKEDIN, 9), linked(Platform.X, null));
        signalled(member, Platform.X, Signal.REFUSED, null);

        list(member)
                .andExpect(jsonPath("$.items[0].platform").value("linkedin"))
                .andExpect(jsonPath("$.items[0].state").value("active"))
                .andExpect(jsonPath("$.items[0].relinkBy").isNotEmpty())
                .andExpect(jsonPath("$.items[0].daysLeft").value(9))
                .andExpect(jsonPath("$.items[1].state").value("needs_relink"))
                .andExpect(jsonPath("$.items[1].daysLeft").isEmpty())
                .andExpect(jsonPath("$.items[1].actions[0].rel").value("relink"))
                .andExpect(jsonPath("$.items[1].actions[0].method").value("POST"))
                .andExpect(jsonPath("$.items[1].actions[0].href").value("/api/v1/social/link-sessions"))
                .andExpect(jsonPath("$.items[1].actions[0].body.platforms[0]").value("x"));
    }

    @Test
    void accountsBeyondThePlanAreShownAndTakeNoPosts(ApplicationEvents events) throws Exception {
        var member = social.linkedTo();
        limitAccounts(member, 1);
        listed(member, linked(Platform.BLUESKY, null));
        listed(member, linked(Platform.BLUESKY, null), linked(Platform.TELEGRAM, null));
        listed(member, linked(Platform.BLUESKY, null), linked(Platform.TELEGRAM, null));

        list(member)
                .andExpect(jsonPath("$.items[0].overPlan").value(false))
                .andExpect(jsonPath("$.items[1].overPlan").value(true))
                .andExpect(jsonPath("$.items[1].actions[0].rel").value("choose_plan"));
        var problem = publish(member, "telegram", 403);
        assertThat(problem).isEqualTo("ACCOUNT_OVER_PLAN");
        assertThat(usable.coveredByPlan(user(member), List.of(Platform.TELEGRAM)))
                .isFalse();
        assertThat(events.stream(SocialAccountsOverPlan.class)
                        .filter(told -> told.user().equals(user(member))))
                .singleElement()
                .extracting(SocialAccountsOverPlan::beyond)
                .isEqualTo(List.of("telegram"));
        mvc.perform(MockMvcRequestBuilders.get("/api/v1/billing/entitlements").with(TestUsers.as(member.user())))
                .andExpect(jsonPath("$.limits[0].name").value("social_accounts"))
                .andExpect(jsonPath("$.limits[0].used").value(2));
    }

    @Test
    void whoPausesAnAccountMakesRoomForAnother() throws Exception {
        var member = social.linkedTo();
        limitAccounts(member, 1);
        listed(member, linked(Platform.BLUESKY, null), linked(Platform.TELEGRAM, null));

        accounts.pause(account(member, Platform.BLUESKY), true);
        assertThat(allowance.beyond(user(member))).isEmpty();
        accounts.pause(account(member, Platform.BLUESKY), false);

        assertThat(allowance.beyond(user(member))).containsExactly(Platform.BLUESKY);
    }

    @Test
    void fullPlanLetsNothingNewBeLinkedAndWhatIsLinkedBeLinkedAgain() throws Exception {
        var member = social.linkedTo();
        limitAccounts(member, 1);
        listed(member, linked(Platform.BLUESKY, null));
        stubLinkSession(member);

        linkPage(member, "{\"platforms\": [\"telegram\"]}")
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("LIMIT_REACHED"))
                .andExpect(jsonPath("$.name").value("social_accounts"));
        linkPage(member, "{}").andExpect(status().isForbidden());
        linkPage(member, "{\"platforms\": [\"bluesky\"]}").andExpect(status().isCreated());
    }

    @Test
    void unlinkingTellsHowManyPostsWerePlannedThere() throws Exception {
        var member = social.linkedTo(Platform.FACEBOOK);
        insertPost(member, "scheduled", null, "pending", null);
        insertPost(member, "published", null, "published", null);
        ayrshare.stubFor(member.only(delete("/profiles/social")).willReturn(okJson("{\"status\": \"success\"}")));

        mvc.perform(MockMvcRequestBuilders.delete(
                                "/api/v1/social/accounts/{id}",
                                account(member, Platform.FACEBOOK).id())
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.scheduledPosts").value(1));
    }

    @Test
    void suspendedProfileIsSaidClearlyAndShownToAdministratorsWhileItLasts() throws Exception {
        var member = social.linkedTo();
        ayrshare.stubFor(member.only(post("/profiles/link-sessions"))
                .willReturn(aResponse().withStatus(403).withBody("""
                        {"status": "error", "code": 276, "message": "The profile has been suspended."}
                        """)));

        linkPage(member, "{}")
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("PROFILE_SUSPENDED"))
                .andExpect(jsonPath("$.action").isNotEmpty());
        assertThat(trouble(member)).isEqualTo("suspended");

        stubLinkSession(member);
        linkPage(member, "{}").andExpect(status().isCreated());
        assertThat(trouble(member)).isNull();
    }

    @Test
    void withoutTheKeysOfAnAppOfOurOwnXIsRefusedBeforeTheCall() {
        var member = social.linkedTo(Platform.X, Platform.BLUESKY);
        var bare = TestClients.settings(AyrshareSettings.class, "ayrshare", "api-url", "https://ayrshare.example.com");
        var withoutKeys = new UsableAccounts(accounts, allowance, new NetworkAccess(bare));

        withoutKeys.require(user(member), List.of(Platform.BLUESKY));
        assertThatThrownBy(() -> withoutKeys.require(user(member), List.of(Platform.BLUESKY, Platform.X)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(AccountProblem.X_KEYS_MISSING));
        assertThat(Arrays.stream(Platform.values()).filter(platform -> !withoutKeys.canReach(platform)))
                .containsExactly(Platform.X);
    }

    private void listed(Member member, LinkedAccount... linked) {
        transaction.executeWithoutResult(_ -> {
            accounts.listed(user(member), List.of(linked), Instant.now());
            accounts.settle(user(member));
        });
    }

    private void signalled(Member member, Platform platform, Signal signal, @Nullable Instant by) {
        transaction.executeWithoutResult(_ -> {
            accounts.signalled(user(member), platform, signal, Instant.now(), by);
            accounts.settle(user(member));
        });
    }

    private static LinkedAccount linked(Platform platform, @Nullable Integer days) {
        return new LinkedAccount(platform.ayrshareName(), "1", "Acme", null, null, days);
    }

    private Account account(Member member, Platform platform) {
        return accounts.find(user(member), platform).orElseThrow();
    }

    private static UserId user(Member member) {
        return member.user().id();
    }

    private static List<SocialAccountNeedsRelink> lost(ApplicationEvents events, Member member) {
        return events.stream(SocialAccountNeedsRelink.class)
                .filter(told -> told.user().equals(user(member)))
                .toList();
    }

    private static List<SocialLinkExpiring> expiring(ApplicationEvents events, Member member) {
        return events.stream(SocialLinkExpiring.class)
                .filter(told -> told.user().equals(user(member)))
                .toList();
    }

    private void limitAccounts(Member member, int limit) throws Exception {
        var scene = new BillingScene(user(member), new WebhookSender(port), jdbc);
        scene.tell("customer.created", scene.customerObject());
        scene.product("premium", Map.of("limit_social_accounts", Integer.toString(limit)));
        scene.tell("customer.subscription.created", scene.subscription("a", "active", "premium"));
    }

    private void stubLinkSession(Member member) {
        ayrshare.stubFor(member.only(post("/profiles/link-sessions")).willReturn(okJson("""
                {"status": "success", "url": "https://profile.ayrshare.com?session=1", "expiresAt": "2026-10-04T00:05:00Z"}
                """)));
    }

    private ResultActions linkPage(Member member, String body) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.post("/api/v1/social/link-sessions")
                .with(TestUsers.as(member.user()))
                .contentType("application/json")
                .content(body));
    }

    private ResultActions list(Member member) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.get("/api/v1/social/accounts").with(TestUsers.as(member.user())));
    }

    private String publish(Member member, String platform, int status) {
        return social.send(member, "/api/v1/social/posts", """
                        {"content": "Hi", "targets": [{"platform": "%s"}], "when": "now"}
                        """.formatted(platform), status)
                .path("code")
                .asString();
    }

    private @Nullable String trouble(Member member) {
        return jdbc.sql("select trouble from social_profiles where user_id = :user")
                .param("user", user(member).value())
                .query((row, _) -> Optional.ofNullable(row.getString("trouble")))
                .single()
                .orElse(null);
    }

    private void insertPost(
            Member member, String status, @Nullable String hold, String target, @Nullable String failure) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into posts (id, user_id, content, media_urls, status, hold_reason, scheduled_at,
                          created_at, updated_at, version)
                        values (:id, :user, 'Hi', '{}', :status, :hold, now() + interval '1 day', now(), now(), 0)
                        """)
                .param("id", id)
                .param("user", user(member).value())
                .param("status", status)
                .param("hold", hold)
                .update();
        jdbc.sql("""
                        insert into post_targets (id, post_id, user_id, platform, status, failure)
                        values (:id, :post, :user, 'facebook', :target, :failure)
                        """)
                .param("id", UUID.randomUUID())
                .param("post", id)
                .param("user", user(member).value())
                .param("target", target)
                .param("failure", failure)
                .update();
    }
}
