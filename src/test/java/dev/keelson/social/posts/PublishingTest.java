package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.audit.AuditSearch;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.Account;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of a post with each answer that Ayrshare can give, and that it never goes out twice. */
@SocialTest
class PublishingTest {
    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private AuditSearch audit;

    @Autowired
    private PublishTarget publish;

    @Autowired
    private Attempts attempts;

    @Autowired
    private Posts posts;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JsonMapper json;

    @Test
    void postGoesOutOnEachNetworkByOneCall() {
        var member = social.linkedTo(Platform.X, Platform.TELEGRAM);
        ayrshare.stubFor(member.only(post("/post"))
                .withRequestBody(matchingJsonPath("$.platforms[0]", equalTo("twitter")))
                .willReturn(okJson(flat("twitter"))));
        ayrshare.stubFor(member.only(post("/post"))
                .withRequestBody(matchingJsonPath("$.platforms[0]", equalTo("telegram")))
                .willReturn(okJson(wrapped("telegram"))));

        var id = social.publishNow(member, "Hello", Platform.X, Platform.TELEGRAM);

        var published = social.await(member, id, PostStatus.PUBLISHED);
        assertThat(published.path("targets").findValuesAsString("networkPostId"))
                .containsExactlyInAnyOrder("1787", "635");
        assertThat(calls(member)).hasSize(2);
        assertThat(recorded(id))
                .containsExactlyInAnyOrder("post.ordered {}", "post.published telegram", "post.published x");
    }

    /** What the audit log has of the post, with the network where it is of one. */
    private List<String> recorded(UUID post) {
        return audit
                .find(new AuditSearch.Filter(null, null, post.toString(), null, null), Optional.empty(), 100)
                .items()
                .stream()
                .map(entry ->
                        entry.action() + " " + entry.details().path("platform").asString("{}"))
                .toList();
    }

    /** Ayrshare tells whole seconds. */
    @Test
    void accountThatIsLinkedAgainRightAfterARefusalIsBack() {
        var member = social.linkedTo(Platform.FACEBOOK);
        ayrshare.stubFor(member.only(post("/post"))
                .willReturn(aResponse().withStatus(400).withBody("""
                {"status": "error", "posts": [{"status": "error", "id": "AYR-2", "postIds": [], "errors":
                  [{"action": "post", "status": "error", "code": 161, "platform": "facebook", "message": "Lost"}]}]}
                """)));
        var id = social.publishNow(member, "Hello", Platform.FACEBOOK);
        social.await(member, id, PostStatus.FAILED);
        Instant told = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        accounts.signalled(member.user().id(), Platform.FACEBOOK, Account.Signal.LINKED, told, null);

        assertThat(accounts.find(member.user().id(), Platform.FACEBOOK)
                        .orElseThrow()
                        .state())
                .isEqualTo(Account.LinkState.ACTIVE);
    }

    @Test
    void refusalIsToldWithMeaningAndAction() {
        var member = social.linkedTo(Platform.FACEBOOK, Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .withRequestBody(matchingJsonPath("$.platforms[0]", equalTo("facebook")))
                .willReturn(aResponse().withStatus(400).withBody("""
                        {"status": "error", "posts": [{"status": "error", "id": "AYR-2", "postIds": [], "errors":
                          [{"action": "post", "status": "error", "code": 161, "platform": "facebook", "message": "Lost"}]}]}
                        """)));
        ayrshare.stubFor(member.only(post("/post"))
                .withRequestBody(matchingJsonPath("$.platforms[0]", equalTo("twitter")))
                .willReturn(okJson(flat("twitter"))));

        var id = social.publishNow(member, "Hello", Platform.FACEBOOK, Platform.X);

        var post = social.await(member, id, PostStatus.PARTIALLY_PUBLISHED);
        var error = post.path("targets").path(0).path("error");
        assertThat(error.path("code").asString()).isEqualTo("RELINK_REQUIRED");
        assertThat(error.path("vendorCode").asInt()).isEqualTo(161);
        assertThat(error.path("action").asString()).contains("Link it again");
        assertThat(error.path("retryable").asBoolean()).isTrue();
        assertThat(accounts.find(member.user().id(), Platform.FACEBOOK)
                        .orElseThrow()
                        .state())
                .isEqualTo(Account.LinkState.NEEDS_RELINK);
        assertThat(recorded(id))
                .containsExactlyInAnyOrder("post.ordered {}", "post.failed facebook", "post.published x");
    }

    @Test
    void errorWithStatus200IsAFailure() {
        var member = social.linkedTo(Platform.X);
        answer(member, okJson("{\"status\": \"error\", \"code\": 110, \"message\": \"Status is a duplicate\"}"));

        var id = social.publishNow(member, "Hello", Platform.X);

        var post = social.await(member, id, PostStatus.FAILED);
        assertThat(post.path("targets").path(0).path("error").path("code").asString())
                .isEqualTo("DUPLICATE");
        assertThat(calls(member)).hasSize(1);
    }

    @Test
    void pendingAtTikTokIsLookedUpUntilItIsShown() {
        var member = social.linkedTo(Platform.TIKTOK);
        answer(member, okJson("""
                {"status": "success", "posts": [{"status": "success", "id": "AYR-3", "postIds":
                  [{"status": "success", "platform": "tiktok", "id": "pending", "idShare": "v_pub"}]}]}
                """));
        ayrshare.stubFor(member.only(get("/post/AYR-3"))
                .inScenario("tiktok")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(okJson("""
                        {"status": "success", "id": "AYR-3", "postIds": [{"status": "success", "platform": "tiktok", "id": "pending"}]}
                        """))
                .willSetStateTo("shown"));
        ayrshare.stubFor(member.only(get("/post/AYR-3"))
                .inScenario("tiktok")
                .whenScenarioStateIs("shown")
                .willReturn(okJson("""
                        {"status": "success", "id": "AYR-3", "postIds": [{"status": "success", "platform": "tiktok", "id": "7301"}]}
                        """)));

        var id = publishVideo(member, Platform.TIKTOK);

        var post = social.await(member, id, PostStatus.PUBLISHED);
        assertThat(post.path("targets").path(0).path("networkPostId").asString())
                .isEqualTo("7301");
        assertThat(calls(member)).hasSize(1);
    }

    @Test
    void rateLimitIsWaitedForAsTold() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("limit")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse()
                        .withStatus(429)
                        .withHeader("Retry-After", "1")
                        .withBody("{}"))
                .willSetStateTo("free"));
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("limit")
                .whenScenarioStateIs("free")
                .willReturn(okJson(flat("twitter"))));

        var id = social.publishNow(member, "Hello", Platform.X);

        social.await(member, id, PostStatus.PUBLISHED);
        var sent = calls(member);
        assertThat(sent).hasSize(2);
        assertThat(keys(sent)).doesNotHaveDuplicates();
    }

    @Test
    void limitThatDoesNotEndFailsTheTargetAndMayBeRetried() {
        var member = social.linkedTo(Platform.X);
        answer(
                member,
                aResponse().withStatus(429).withHeader("Retry-After", "0").withBody("{}"));
        var id = social.publishNow(member, "Hello", Platform.X);
        var failed = social.await(member, id, PostStatus.FAILED);
        assertThat(failed.path("targets").path(0).path("error").path("code").asString())
                .isEqualTo("RATE_LIMITED");
        answer(member, okJson(flat("twitter")));

        social.send(member, "/api/v1/social/posts/" + id + "/retry", "", 202);

        social.await(member, id, PostStatus.PUBLISHED);
    }

    @Test
    void timeOutAfterPublishingIsFoundInTheHistoryAndNotSentAgain() {
        var member = social.linkedTo(Platform.X);
        answer(member, okJson(flat("twitter")).withFixedDelay(6_000));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));
        var id = social.publishNow(member, "Hello", Platform.X);
        social.awaitTarget(member, id, TargetStatus.UNKNOWN);

        historyShows(member, keys(calls(member)).getFirst(), "twitter");

        var post = social.await(member, id, PostStatus.PUBLISHED);
        assertThat(post.path("targets").path(0).path("networkPostId").asString())
                .isEqualTo("42");
        assertThat(calls(member)).hasSize(1);
    }

    @Test
    void brokenConnectionWithoutATraceIsSentAgainUnderTheSameKey() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("reset")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
                .willSetStateTo("back"));
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("reset")
                .whenScenarioStateIs("back")
                .willReturn(okJson(flat("twitter"))));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history")))
                .willReturn(aResponse().withStatus(400).withBody("""
                {"history": {"action": "get", "status": "error", "code": 221, "message": "No history"}}
                """)));

        var id = social.publishNow(member, "Hello", Platform.X);

        social.await(member, id, PostStatus.PUBLISHED);
        var sent = calls(member);
        assertThat(sent).hasSize(2);
        assertThat(keys(sent).getFirst()).isEqualTo(keys(sent).getLast());
    }

    @Test
    void serverErrorIsLookedUpAndNotRepeated() {
        var member = social.linkedTo(Platform.X);
        answer(member, aResponse().withStatus(500).withBody("<html>oops</html>"));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));
        var id = social.publishNow(member, "Hello", Platform.X);
        social.awaitTarget(member, id, TargetStatus.UNKNOWN);

        historyShows(member, keys(calls(member)).getFirst(), "twitter");

        social.await(member, id, PostStatus.PUBLISHED);
        assertThat(calls(member)).hasSize(1);
    }

    @Test
    void seenKeyMeansThatItWentOutAndIsNeverSentAgain() {
        var member = social.linkedTo(Platform.X);
        answer(member, aResponse().withStatus(400).withBody("""
                {"status": "error", "code": 400, "message": "The idempotencyKey has already been used."}
                """));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));

        var id = social.publishNow(member, "Hello", Platform.X);

        var post = social.await(member, id, PostStatus.FAILED);
        var target = post.path("targets").path(0);
        assertThat(target.path("status").asString()).isEqualTo("unknown");
        assertThat(target.path("error").path("code").asString()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(target.path("error").path("retryable").asBoolean()).isFalse();
        assertThat(calls(member)).hasSize(1);
    }

    @Test
    void repetitionReportedForASecondSendingMeansThatTheFirstWentOut() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("twice")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(502))
                .willSetStateTo("again"));
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("twice")
                .whenScenarioStateIs("again")
                .willReturn(aResponse().withStatus(400).withBody("""
                        {"status": "error", "posts": [{"status": "error", "id": "AYR-9", "postIds": [], "errors":
                          [{"status": "error", "code": 137, "platform": "twitter", "message": "Duplicate content"}]}]}
                        """)));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));
        var id = social.publishNow(member, "Hello", Platform.X);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> calls(member).size() == 2);

        historyShows(member, keys(calls(member)).getFirst(), "twitter");

        social.await(member, id, PostStatus.PUBLISHED);
        assertThat(calls(member)).hasSize(2);
    }

    @Test
    void runThatFindsAnOpenAttemptLooksInsteadOfSending() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));
        var crashed = crashedWhileSending(member);
        historyShows(member, crashed.key(), "twitter");

        var due = publish.run(crashed.targetId(), crashed.round());

        assertThat(due).isEmpty();
        assertThat(transaction.<PostStatus>execute(_ ->
                        posts.lockByTarget(crashed.targetId()).orElseThrow().status()))
                .isEqualTo(PostStatus.PUBLISHED);
        assertThat(calls(member)).isEmpty();
    }

    @Test
    void openAttemptWithoutATraceIsNotSentBeforeItsCallMustHaveEnded() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("{\"history\": []}")));
        answer(member, okJson(flat("twitter")));
        var crashed = crashedWhileSending(member);

        publish.run(crashed.targetId(), crashed.round());
        publish.run(crashed.targetId(), crashed.round());
        publish.run(crashed.targetId(), crashed.round());

        assertThat(calls(member)).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> publish.run(crashed.targetId(), crashed.round()).isEmpty());
        assertThat(keys(calls(member))).containsExactly(crashed.key());
    }

    @Test
    void olderOrderOfATargetIsVoid() {
        var member = social.linkedTo(Platform.X);
        var crashed = crashedWhileSending(member);

        var due = publish.run(crashed.targetId(), crashed.round() - 1);

        assertThat(due).isEmpty();
        assertThat(calls(member)).isEmpty();
    }

    @Test
    void scheduledPostGoesOutAtItsTime() {
        var member = social.linkedTo(Platform.X);
        answer(member, okJson(flat("twitter")));
        var at = Instant.now().plusSeconds(3);

        var created = social.send(member, "/api/v1/social/posts", """
                {"content": "Later", "targets": [{"platform": "twitter"}], "when": "%s"}
                """.formatted(at), 201);

        assertThat(created.path("status").asString()).isEqualTo("scheduled");
        assertThat(calls(member)).isEmpty();
        var published = social.await(member, UUID.fromString(created.path("id").asString()), PostStatus.PUBLISHED);
        assertThat(Instant.parse(published.path("publishedAt").asString())).isAfterOrEqualTo(at);
    }

    /** As Ayrshare answers with a profile key, and a numeric id as Telegram gives. */
    private static String wrapped(String network) {
        return """
                {"status": "success", "posts": [{"status": "success", "errors": [], "id": "AYR-1", "refId": "r", "postIds":
                  [{"status": "success", "platform": "%s", "id": 635, "postUrl": "https://example.com/1"}]}]}
                """.formatted(network);
    }

    private static String flat(String network) {
        return """
                {"status": "success", "errors": [], "id": "AYR-1", "postIds":
                  [{"status": "success", "platform": "%s", "id": "1787", "postUrl": "https://example.com/1"}]}
                """.formatted(network);
    }

    private Attempt crashedWhileSending(Member member) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var now = Instant.now();
            var content = new PostContent("Hello", List.of(), List.of(PostContent.TargetContent.on(Platform.X)));
            var post = Post.draft(member.user().id(), content, UUID::randomUUID, now);
            var target = post.publish(now).getFirst();
            post.sending(target.id(), now);
            posts.saveAndFlush(post);
            return attempts.begin(member.user().id(), target, null);
        }));
    }

    private UUID publishVideo(Member member, Platform platform) {
        var created = social.send(member, "/api/v1/social/posts", """
                {"content": "Look", "targets": [{"platform": "%s"}], "when": "now",
                 "mediaUrls": ["https://cdn.example.com/a.mp4"]}
                """.formatted(platform.id()), 202);
        return UUID.fromString(created.path("id").asString());
    }

    private void answer(Member member, ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(member.only(post("/post")).willReturn(answer));
    }

    private void historyShows(Member member, String key, String network) {
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(okJson("""
                {"history": [
                  {"id": "AYR-0", "status": "success", "notes": "other", "created": "2026-01-01T00:00:00Z", "postIds": []},
                  {"id": "AYR-1", "status": "success", "notes": "%s", "created": {"_seconds": 1767225600, "_nanoseconds": 0},
                   "postIds": [{"platform": "%s", "status": "success", "id": "42", "postUrl": "https://example.com/42"}]}]}
                """.formatted(key, network))));
    }

    private List<JsonNode> calls(Member member) {
        return ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post")))).stream()
                .map(request -> json.readTree(request.getBodyAsString()))
                .toList();
    }

    private static List<String> keys(List<JsonNode> calls) {
        return calls.stream()
                .map(call -> call.path("idempotencyKey").asString())
                .toList();
    }
}
