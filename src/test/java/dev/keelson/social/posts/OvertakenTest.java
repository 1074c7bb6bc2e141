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
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An order whose sender is taken for dead and is not, whose answer comes late, or of which more is heard afterwards: in every
 * interleaving it goes out once, and a newer order is not judged by what an older one hears.
 */
@SocialTest
class OvertakenTest {
    private static final String EMPTY = "{\"history\": []}";

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private PublishTarget publish;

    @Autowired
    private Outcomes outcomes;

    @Autowired
    private Attempts attempts;

    @Autowired
    private Posts posts;

    @Autowired
    private PostWebhooks webhooks;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    private Member member(Platform... platforms) {
        var member = social.linkedTo(platforms);
        history(member, okJson(EMPTY));
        return member;
    }

    /** Nodes that run the same order at the same time. */
    @Test
    void manyNodesSendOnce() throws Exception {
        var member = member(Platform.X);
        ayrshare.stubFor(
                member.only(post("/post")).willReturn(okJson(success("1787")).withFixedDelay(300)));
        var target = ordered(member, Platform.X);

        try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = nodes.invokeAll(IntStream.range(0, 8)
                    .<Callable<Optional<Instant>>>mapToObj(_ -> () -> publish.run(target, 1))
                    .toList());
            for (var run : runs) {
                run.get();
            }
        }

        assertThat(calls(member)).hasSize(1);
        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
    }

    /** The other node looks while the first one's call still runs, and finds nothing, because there is nothing yet. */
    @Test
    void whoLooksDoesNotEndTheCallThatStillRuns() throws Exception {
        var member = member(Platform.X);
        ayrshare.stubFor(
                member.only(post("/post")).willReturn(okJson(success("1787")).withFixedDelay(2_500)));
        var target = ordered(member, Platform.X);

        var sender = CompletableFuture.runAsync(() -> publish.run(target, 1));
        Awaitility.await().until(() -> !calls(member).isEmpty());
        while (!sender.isDone()) {
            publish.run(target, 1);
        }
        sender.get();

        assertThat(calls(member)).hasSize(1);
        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
    }

    /** Its process was stopped between recording the attempt and the call, for so long that others look already. */
    @Test
    void senderThatWasStoppedForLongDoesNotSend() {
        var member = member(Platform.X);
        answer(member, okJson(success("1787")));
        var target = ordered(member, Platform.X);
        var crashed = attempt(target, Duration.ofMillis(500));

        var due = publish.run(target, 1);

        assertThat(due).as("it is looked for").isPresent();
        assertThat(calls(member)).isEmpty();
        assertThat(attempts.latest(target).orElseThrow().id()).isEqualTo(crashed.id());
    }

    /** What a stopped process says of the attempt before must not fail the one that is on its way. */
    @ParameterizedTest
    @ValueSource(strings = {"not sent", "refused", "unclear"})
    void lateWordOfAnOlderAttemptIsNotTheNewersOutcome(String word) {
        var member = member(Platform.X);
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        var second = attempt(target, Duration.ZERO);
        Sighting told = switch (word) {
            case "not sent" -> new Sighting.NotSent();
            case "refused" -> new Sighting.Refused(PublishFailure.CONTENT_REFUSED, 101, "no");
            default -> Sighting.Unclear.seen(null, null);
        };

        Optional<Instant> due = take(target, first, told);

        assertThat(due).isEmpty();
        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHING);
        assertThat(attempts.latest(target).orElseThrow()).satisfies(latest -> {
            assertThat(latest.id()).isEqualTo(second.id());
            assertThat(latest.outcome()).isEqualTo(Outcome.OPEN);
            assertThat(latest.keyWasSeen()).isFalse();
        });
    }

    @Test
    void lateWordThatAnOlderAttemptIsOutIsBelieved() {
        var member = member(Platform.X);
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        attempt(target, Duration.ZERO);

        take(target, first, new Sighting.Published("AYR-1", "1787", null));

        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
        assertThat(publish.run(target, 1)).isEmpty();
        assertThat(calls(member)).isEmpty();
    }

    /** What was looked at before it could have appeared says nothing, however late the answer is judged. */
    @Test
    void lookThatBeganTooEarlyProvesNothing() {
        var member = member(Platform.X);
        history(member, okJson(EMPTY).withFixedDelay(1_500));
        var target = ordered(member, Platform.X);
        var crashed = attempt(target, Duration.ofSeconds(5)); // of the six seconds that it may take to appear
        jdbc.sql("update post_attempts set looks = 9 where id = :id")
                .param("id", crashed.id())
                .update();

        publish.run(target, 1);

        assertThat(attempts.latest(target).orElseThrow().outcome()).isNotEqualTo(Outcome.ABSENT);
        assertThat(calls(member)).isEmpty();
    }

    /** A process that was down for a day has not looked for a day. */
    @Test
    void whatWasNotLookedForIsNotGivenUp() {
        var member = member(Platform.X);
        answer(member, okJson(success("1787")));
        var target = ordered(member, Platform.X);
        attempt(target, Duration.ofDays(1));

        assertThat(publish.run(target, 1)).as("looked for once").isPresent();
        assertThat(read(target).failure()).isNull();
        assertThat(publish.run(target, 1)).as("surely absent").isPresent();
        publish.run(target, 1);

        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
        assertThat(calls(member)).hasSize(1);
    }

    /** More than 25 come from a copy. */
    @Test
    void copyOfTheHistoryProvesOnlyWhatItIsOldEnoughFor() {
        var member = member(Platform.X);
        var now = Instant.now();
        history(
                member,
                okJson(history(IntStream.range(0, 40)
                        .mapToObj(i -> row("other-" + i, now.plusSeconds(1)))
                        .toList())));
        var target = ordered(member, Platform.X);
        var crashed = attempt(target, Duration.ofMillis(6_100));
        jdbc.sql("update post_attempts set looks = 9 where id = :id")
                .param("id", crashed.id())
                .update();

        publish.run(target, 1);

        assertThat(attempts.latest(target).orElseThrow().outcome())
                .as("settled 100 ms ago, and the copy may be 500 ms old")
                .isNotEqualTo(Outcome.ABSENT);
    }

    /** A thousand newer posts hide it; an old one on top of the list, as a rescheduled one may be, does not change that. */
    @Test
    void historyThatDoesNotReachBackProvesNothing() {
        var member = member(Platform.X);
        var now = Instant.now();
        var rows = new ArrayList<String>();
        rows.add(row("rescheduled", now.minus(Duration.ofDays(1))));
        IntStream.range(1, 1_000).forEach(i -> rows.add(row("other-" + i, now)));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history")))
                .withQueryParam("limit", equalTo("25"))
                .willReturn(okJson(history(rows.subList(0, 25)))));
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history")))
                .withQueryParam("limit", equalTo("1000"))
                .willReturn(okJson(history(rows))));
        var target = ordered(member, Platform.X);
        var crashed = attempt(target, Duration.ofSeconds(7));
        jdbc.sql("update post_attempts set looks = 9 where id = :id")
                .param("id", crashed.id())
                .update();

        publish.run(target, 1);

        assertThat(attempts.latest(target).orElseThrow().outcome()).isNotEqualTo(Outcome.ABSENT);
        assertThat(calls(member)).isEmpty();
    }

    /** Ayrshare shows neither our key nor our note: then anything of that time and network may be ours. */
    @Test
    void rowWithoutAMarkForbidsSendingAgain() {
        var member = member(Platform.X);
        history(member, okJson(history(List.of("""
                {"id": "AYR-5", "status": "success", "created": "%s",
                 "postIds": [{"platform": "twitter", "status": "success", "id": "42"}]}
                """.formatted(Instant.now())))));
        var target = ordered(member, Platform.X);
        var crashed = attempt(target, Duration.ofSeconds(7));
        jdbc.sql("update post_attempts set looks = 9 where id = :id")
                .param("id", crashed.id())
                .update();

        publish.run(target, 1);

        assertThat(attempts.latest(target).orElseThrow().outcome()).isNotEqualTo(Outcome.ABSENT);
        assertThat(calls(member)).isEmpty();
    }

    /** Facebook says that it failed, and may have published it: not even without an id is it sent again. */
    @Test
    void reelThatMayBeOutIsNeverSentAgainAndItsUserIsToldWhereToLook() {
        var member = member(Platform.FACEBOOK);
        answer(member, aResponse().withStatus(400).withBody("""
                {"status": "error", "posts": [{"status": "error", "postIds": [], "errors": [{"status": "error", "code": 108,
                  "platform": "facebook", "message": "May be published",
                  "detailsData": {"verifyReelsUrl": "https://www.facebook.com/acme/reels", "verifyReelsIn": "5m"}}]}]}
                """));

        var id = social.publishNow(member, "Reel", Platform.FACEBOOK);
        social.awaitTarget(member, id, TargetStatus.UNKNOWN);
        lookedForLongEnough(id);

        var failed = social.await(member, id, PostStatus.FAILED).path("targets").path(0);
        assertThat(failed.path("status").asString()).isEqualTo("unknown");
        assertThat(failed.path("error").path("vendorCode").asInt()).isEqualTo(108);
        assertThat(failed.path("error").path("detail").asString()).isEqualTo("https://www.facebook.com/acme/reels");
        assertThat(failed.path("error").path("retryable").asBoolean()).isFalse();
        assertThat(calls(member)).hasSize(1);
    }

    /** Of these a gateway may be the author, when Ayrshare has the post already. */
    @ParameterizedTest
    @ValueSource(ints = {302, 307, 408, 409, 499, 504})
    void statusThatDoesNotSayThatNothingWasDoneLeavesTheOutcomeOpen(int status) {
        var member = member(Platform.X);
        answer(
                member,
                aResponse()
                        .withStatus(status)
                        .withHeader("Location", "/elsewhere")
                        .withBody("{\"message\": \"Sorry\"}"));
        var target = ordered(member, Platform.X);

        publish.run(target, 1);

        assertThat(read(target).status()).isEqualTo(TargetStatus.UNKNOWN);
        assertThat(read(target).failure()).isNull();
    }

    @Test
    void unexplainedRefusalOfASecondSendingMeansThatTheFirstWentOut() {
        var member = member(Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("twice")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
                .willSetStateTo("again"));
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("twice")
                .whenScenarioStateIs("again")
                .willReturn(aResponse()
                        .withStatus(400)
                        .withBody("{\"status\": \"error\", \"code\": 999, \"message\": \"Seen before\"}")));

        var id = social.publishNow(member, "Hello", Platform.X);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> calls(member).size() == 2);
        lookedForLongEnough(id);

        var failed = social.await(member, id, PostStatus.FAILED).path("targets").path(0);
        assertThat(failed.path("error").path("code").asString()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(calls(member)).hasSize(2);
    }

    /** Not delivered after all looking; the user retries, and Ayrshare would know it by its key had it been there. */
    @Test
    void retryOfWhatWasAbsentIsSentUnderItsOldKey() {
        var member = member(Platform.X);
        answer(member, okJson(success("1787")));
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        var second = attempt(target, Duration.ZERO);
        transaction.executeWithoutResult(
                _ -> assertThat(outcomes.absent(posts.lockByTarget(target).orElseThrow(), second))
                        .isEmpty());
        assertThat(read(target).failure()).isEqualTo(PublishFailure.NOT_DELIVERED);

        social.send(member, "/api/v1/social/posts/" + postOf(target) + "/retry", "", 202);

        social.await(member, postOf(target), PostStatus.PUBLISHED);
        assertThat(calls(member))
                .extracting(call -> call.path("idempotencyKey").asString())
                .containsExactly(first.key());
    }

    /** Ayrshare may have turned it away without a look at its key, so that key is still the only guard against the first sending. */
    @Test
    void limitAfterItWasAbsentDoesNotFreeItFromItsKey() {
        var member = member(Platform.X);
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        answer(
                member,
                aResponse().withStatus(429).withHeader("Retry-After", "0").withBody("{}"));
        publish.run(target, 1);
        answer(member, okJson(success("1787")));

        publish.run(target, 1);

        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
        assertThat(calls(member))
                .extracting(call -> call.path("idempotencyKey").asString())
                .containsExactly(first.key(), first.key());
    }

    @Test
    void refusedCredentialAfterItWasAbsentDoesNotEither() {
        var member = member(Platform.X);
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        answer(member, aResponse().withStatus(401).withBody("{}"));
        publish.run(target, 1);
        assertThat(read(target).failure()).isEqualTo(PublishFailure.SERVICE_REFUSED_US);
        answer(member, okJson(success("1787")));

        social.send(member, "/api/v1/social/posts/" + postOf(target) + "/retry", "", 202);

        social.await(member, postOf(target), PostStatus.PUBLISHED);
        assertThat(calls(member))
                .extracting(call -> call.path("idempotencyKey").asString())
                .containsExactly(first.key(), first.key());
    }

    /** Ayrshare took it, so it had not had this key before; and it takes none twice. */
    @Test
    void whatTheNetworkRefusedAfterItWasAbsentIsSentUnderANewKey() {
        var member = member(Platform.X);
        var target = ordered(member, Platform.X);
        var first = attempt(target, Duration.ZERO);
        found(first, Outcome.ABSENT);
        answer(member, aResponse().withStatus(400).withBody("""
                {"status": "error", "posts": [{"status": "error", "id": "AYR-1", "postIds": [], "errors": [
                  {"status": "error", "code": 436, "platform": "twitter", "message": "not now"}]}]}
                """));
        publish.run(target, 1);
        answer(member, okJson(success("1787")));

        social.send(member, "/api/v1/social/posts/" + postOf(target) + "/retry", "", 202);

        social.await(member, postOf(target), PostStatus.PUBLISHED);
        assertThat(calls(member))
                .extracting(call -> call.path("idempotencyKey").asString())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .startsWith(first.key());
    }

    /** TikTok refused it, so its user retries; then TikTok shows it after all, before the retry is sent. */
    @Test
    void newsThatAnOlderOrderIsOutSparesTheNewerOne() {
        var member = member(Platform.TIKTOK);
        var target = ordered(member, Platform.TIKTOK);
        var first = attempt(target, Duration.ZERO);
        take(target, first, new Sighting.Accepted("AYR-OLD-" + target));
        take(target, first, new Sighting.Refused(PublishFailure.TEMPORARY, 436, "slow"));
        transaction.executeWithoutResult(_ -> {
            var post = posts.lockByTarget(target).orElseThrow();
            post.retry(Instant.now());
            posts.save(post);
        });

        social.deliver(webhooks, """
                {"action": "scheduled", "subAction": "tikTokPublished", "created": "2026-01-05T01:18:47Z", "hookId": "TKL1",
                 "refId": "%s", "status": "success", "id": "AYR-OLD-%s", "errors": [],
                 "postIds": [{"platform": "tiktok", "status": "success", "id": "7301"}]}
                """.formatted(member.refId(), target));

        assertThat(publish.run(target, 2)).isEmpty();
        assertThat(read(target).status()).isEqualTo(TargetStatus.PUBLISHED);
        assertThat(calls(member)).isEmpty();
    }

    /** Its user gave it up and deleted it, and that is what they want of it still. */
    @Test
    void postThatTurnsUpAfterItWasDeletedIsTakenDown() {
        var member = member(Platform.YOUTUBE);
        ayrshare.stubFor(
                member.only(WireMock.delete(urlEqualTo("/post"))).willReturn(okJson("{\"status\": \"success\"}")));
        var target = ordered(member, Platform.YOUTUBE);
        var first = attempt(target, Duration.ZERO);
        take(target, first, new Sighting.Accepted("AYR-OLD-" + target));
        take(target, first, new Sighting.Refused(PublishFailure.TEMPORARY, 436, "slow"));
        transaction.executeWithoutResult(_ -> {
            var post = posts.lockByTarget(target).orElseThrow();
            post.delete(Instant.now());
            posts.save(post);
        });

        social.deliver(webhooks, """
                {"action": "scheduled", "created": "2026-01-05T01:18:47Z", "hookId": "TKL1", "refId": "%s", "status": "success",
                 "id": "AYR-OLD-%s", "errors": [], "postIds": [{"platform": "youtube", "status": "success", "id": "yt-1"}]}
                """.formatted(member.refId(), target));

        Awaitility.await()
                .untilAsserted(() -> assertThat(read(target).removal()).isEqualTo(Removal.REMOVED));
        assertThat(ayrshare.findAll(member.only(WireMock.deleteRequestedFor(urlEqualTo("/post")))))
                .hasSize(1);
    }

    /** The same, but what is heard of the older order is that it failed once more. */
    @Test
    void newsThatAnOlderOrderFailedDoesNotFailTheNewerOne() {
        var member = member(Platform.TIKTOK);
        var target = ordered(member, Platform.TIKTOK);
        var first = attempt(target, Duration.ZERO);
        take(target, first, new Sighting.Accepted("AYR-OLD-" + target));
        take(target, first, new Sighting.Refused(PublishFailure.TEMPORARY, 436, "slow"));
        transaction.executeWithoutResult(_ -> {
            var post = posts.lockByTarget(target).orElseThrow();
            post.retry(Instant.now());
            posts.save(post);
        });

        social.deliver(webhooks, """
                {"action": "scheduled", "created": "2026-01-05T01:18:47Z", "hookId": "TKL1", "refId": "%s", "status": "error",
                 "id": "AYR-OLD-%s", "postIds": [], "errors": [{"platform": "tiktok", "status": "error", "code": 138,
                 "message": "no"}]}
                """.formatted(member.refId(), target));

        assertThat(read(target).status()).isEqualTo(TargetStatus.PENDING);
    }

    @Test
    void answerThatComesWhenTheUserIsErasedIsOfNoConcern() {
        var member = member(Platform.X);
        ayrshare.stubFor(
                member.only(post("/post")).willReturn(okJson(success("1787")).withFixedDelay(500)));
        var target = ordered(member, Platform.X);
        var sender = CompletableFuture.supplyAsync(() -> publish.run(target, 1));
        Awaitility.await().until(() -> !calls(member).isEmpty());

        jdbc.sql("delete from posts where user_id = :user")
                .param("user", member.user().id().value())
                .update();

        assertThat(sender.join()).isEmpty();
    }

    @Test
    void waitingTargetSaysWhenItIsSentAndAFailedOneFromWhenTheNetworkTakesIt() {
        var member = member(Platform.INSTAGRAM);
        answer(member, aResponse().withStatus(429).withBody("""
                {"status": "error", "posts": [{"status": "error", "postIds": [], "errors": [{"status": "error", "code": 435,
                  "platform": "instagram", "message": "Limit", "details": {"retryAfter": 3600}}]}]}
                """));
        var target = ordered(member, Platform.INSTAGRAM);

        publish.run(target, 1);
        var waiting = social.fetch(member, postOf(target)).path("targets").path(0);
        publish.run(target, 1);
        publish.run(target, 1);
        var failed = social.fetch(member, postOf(target)).path("targets").path(0);

        var inAnHour = Instant.now().plusSeconds(3_600);
        assertThat(waiting.path("status").asString()).isEqualTo("pending");
        assertThat(Instant.parse(waiting.path("retryAt").asString()))
                .isBetween(inAnHour.minusSeconds(60), inAnHour.plusSeconds(1));
        assertThat(failed.path("error").path("code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(Instant.parse(failed.path("error").path("retryAt").asString()))
                .isBetween(inAnHour.minusSeconds(60), inAnHour.plusSeconds(1));
    }

    /** A video whose call had no answer is left to Ayrshare the second time. */
    @Test
    void videoWithoutAnAnswerIsSentAsynchronouslyTheNextTime() {
        var member = member(Platform.YOUTUBE);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario("video")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE))
                .willSetStateTo("again"));
        ayrshare.stubFor(member.only(post("/post"))
                .withRequestBody(matchingJsonPath("$.scheduleDate"))
                .inScenario("video")
                .whenScenarioStateIs("again")
                .willReturn(okJson("""
                        {"status": "scheduled", "posts": [{"status": "scheduled", "scheduleDate": "2026-12-01T10:00:00Z",
                          "id": "AYR-VIDEO", "refId": "r", "post": "Look"}]}
                        """)));
        ayrshare.stubFor(member.only(get("/post/AYR-VIDEO")).willReturn(okJson("""
                {"status": "pending", "id": "AYR-VIDEO", "postIds": []}
                """)));
        var created = social.send(member, "/api/v1/social/posts", """
                {"content": "Look", "targets": [{"platform": "youtube", "title": "A ship", "firstComment": "More"}],
                 "when": "now", "mediaUrls": ["https://cdn.example.com/watch"]}
                """, 202);
        var id = UUID.fromString(created.path("id").asString());
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> jdbc.sql(
                                        "select count(*) from post_targets where post_id = :id and ayrshare_post_id is not null")
                                .param("id", id)
                                .query(Integer.class)
                                .single()
                        == 1);
        var waiting = social.fetch(member, id).path("targets").path(0);

        social.deliver(webhooks, """
                {"action": "scheduled", "created": "2026-01-05T01:18:47Z", "hookId": "TKL1", "refId": "%s", "status": "success",
                 "id": "AYR-VIDEO", "errors": [], "postIds": [{"platform": "youtube", "status": "success", "id": "yt-1"}]}
                """.formatted(member.refId()));

        assertThat(waiting.path("status").asString()).isEqualTo("publishing");
        social.await(member, id, PostStatus.PUBLISHED);
        assertThat(calls(member)).hasSize(2).allSatisfy(call -> {
            assertThat(call.path("isVideo").asBoolean()).isTrue();
            assertThat(call.path("firstComment").path("comment").asString()).isEqualTo("More");
        });
        assertThat(calls(member).getFirst().has("scheduleDate")).isFalse();
        assertThat(calls(member).getLast().path("scheduleDate").asString()).matches("\\S+:\\d\\dZ");
    }

    /** It is sent nowhere while its task does not exist: the tests here run its steps themselves. */
    private UUID ordered(Member member, Platform platform) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var now = Instant.now();
            var content = new PostContent("Hello", List.of(), List.of(TargetContent.on(platform)));
            var post = Post.draft(member.user().id(), content, UUID::randomUUID, now);
            var target = post.publish(now).getFirst();
            posts.saveAndFlush(post);
            return target.id();
        }));
    }

    /** An attempt that was recorded so long ago, and whose process then stopped. */
    private Attempt attempt(UUID target, Duration ago) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var post = posts.lockByTarget(target).orElseThrow();
            post.sending(target, Instant.now());
            posts.saveAndFlush(post);
            var before = attempts.latest(target).orElse(null);
            var attempt = attempts.begin(post.user(), post.target(target), before);
            jdbc.sql("update post_attempts set started_at = started_at - make_interval(secs => :ago) where id = :id")
                    .param("ago", ago.toMillis() / 1_000.0)
                    .param("id", attempt.id())
                    .update();
            return attempt;
        }));
    }

    private void lookedForLongEnough(UUID post) {
        jdbc.sql("""
                        update post_attempts set started_at = started_at - interval '1 minute'
                        where target_id in (select id from post_targets where post_id = :post)
                        """).param("post", post).update();
    }

    private void found(Attempt attempt, Outcome outcome) {
        transaction.executeWithoutResult(_ -> attempts.found(attempt, outcome, null));
    }

    private Optional<Instant> take(UUID target, Attempt attempt, Sighting sighting) {
        return Objects.requireNonNull(transaction.execute(
                _ -> outcomes.take(posts.lockByTarget(target).orElseThrow(), attempt, sighting)));
    }

    private PostTarget read(UUID target) {
        return Objects.requireNonNull(transaction.execute(
                _ -> posts.lockByTarget(target).orElseThrow().target(target)));
    }

    private UUID postOf(UUID target) {
        return jdbc.sql("select post_id from post_targets where id = :id")
                .param("id", target)
                .query(UUID.class)
                .single();
    }

    private static String success(String networkId) {
        return """
                {"status": "success", "posts": [{"status": "success", "errors": [], "id": "AYR-1", "postIds":
                  [{"status": "success", "platform": "twitter", "id": "%s"}]}]}
                """.formatted(networkId);
    }

    private static String row(String notes, Instant created) {
        return """
                {"id": "AYR-%1$s", "status": "success", "notes": "%1$s", "created": "%2$s",
                 "postIds": [{"platform": "twitter", "status": "success", "id": "1"}]}
                """.formatted(notes, created);
    }

    private static String history(List<String> rows) {
        return "{\"history\": [" + String.join(",", rows) + "]}";
    }

    private void history(Member member, ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(member.only(get(urlPathEqualTo("/history"))).willReturn(answer));
    }

    private void answer(Member member, ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(member.only(post("/post")).willReturn(answer));
    }

    private List<JsonNode> calls(Member member) {
        return ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post")))).stream()
                .map(request -> json.readTree(request.getBodyAsString()))
                .toList();
    }
}
