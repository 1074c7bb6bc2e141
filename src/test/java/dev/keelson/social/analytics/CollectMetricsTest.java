package dev.keelson.social.analytics;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.keelson.social.analytics.MetricsFixture.answers;
import static dev.keelson.social.analytics.MetricsFixture.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.keelson.clients.ClientCaches;
import dev.keelson.clients.Vendor;
import dev.keelson.social.PostPublished;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;

/** What becomes of numbers that are due, whatever Ayrshare answers. */
@SocialTest
class CollectMetricsTest {
    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private CollectMetrics collect;

    @Autowired
    private DueMetrics due;

    @Autowired
    private StartCollecting start;

    @Autowired
    private JdbcClient jdbc;

    private MetricsFixture metrics;
    private Member member;
    private UUID user;

    @BeforeEach
    void member() {
        metrics = new MetricsFixture(jdbc);
        member = social.linkedTo(Platform.BLUESKY, Platform.TIKTOK, Platform.X);
        user = member.user().id().value();
    }

    private void collect() {
        collect.run(() -> false);
    }

    private static ResponseDefinitionBuilder tenLikes(Instant asOf) {
        return okJson("""
                {"status": "success", "id": "A", "bluesky": {"id": "1", "postUrl": "https://x",
                  "analytics": {"likeCount": 10, "repostCount": 2, "quoteCount": 1, "replyCount": 0, "post": "Good morning",
                    "created": "2026-01-01T00:00:00Z"},
                  "lastUpdated": "%s", "nextUpdate": "%s"}}
                """.formatted(asOf, asOf.plusSeconds(600)));
    }

    @Test
    void numbersAreKeptWithTheNetworksOwnAndTheTimeThatItCounted() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(1));
        var counted = Instant.now().minusSeconds(90).truncatedTo(ChronoUnit.SECONDS);
        answers(ayrshare, target, tenLikes(counted));

        collect();

        assertThat(metrics.row(target))
                .containsEntry("state", "collected")
                .containsEntry("reason", null)
                .containsEntry("likes", 10L)
                .containsEntry("shares", 3L)
                .containsEntry("comments", 0L)
                .containsEntry("views", null)
                .containsEntry("clicks", null)
                .hasEntrySatisfying(
                        "own",
                        own -> assertThat(own.toString())
                                .contains("\"quoteCount\": 1")
                                .doesNotContain("Good morning", "created"))
                .hasEntrySatisfying(
                        "as_of", at -> assertThat(MetricsFixture.time(at)).isEqualTo(counted))
                .hasEntrySatisfying(
                        "next_at",
                        at -> assertThat(MetricsFixture.time(at))
                                .isCloseTo(Instant.now().plus(Duration.ofHours(3)), within(1, ChronoUnit.MINUTES)));
        assertThat(metrics.snapshots(target)).isOne();
    }

    @Test
    void publishedPostIsFollowedFromItsTransactionOn() {
        var published = Instant.now();
        var post = metrics.post(user, published);
        var seen = metrics.target(user, post, Platform.BLUESKY, published, published);
        var telegram = metrics.target(user, post, Platform.TELEGRAM, published, published);
        jdbc.sql("delete from post_metrics where post_id = :post")
                .param("post", post)
                .update();

        start.on(new PostPublished(post, member.user().id(), "bluesky", null));
        start.adopt();
        start.on(new PostPublished(post, member.user().id(), "bluesky", null));

        assertThat(metrics.row(seen))
                .containsEntry("state", "pending")
                .containsEntry("reason", "not_asked_yet")
                .hasEntrySatisfying(
                        "next_at",
                        at -> assertThat(MetricsFixture.time(at))
                                .isCloseTo(published.plus(Duration.ofHours(1)), within(1, ChronoUnit.MINUTES)));
        assertThat(metrics.row(telegram))
                .containsEntry("state", "not_available")
                .containsEntry("reason", "network_without_analytics")
                .containsEntry("next_at", null);
    }

    @Test
    void numbersThatANetworkLowersAreKeptAsItSaysThem() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(4));
        metrics.knows(target, 50, Instant.now().minus(Duration.ofHours(3)));
        answers(ayrshare, target, tenLikes(Instant.now()));

        collect();

        assertThat(metrics.row(target)).containsEntry("likes", 10L);
    }

    @Test
    void olderAnswerDoesNotReplaceANewerOne() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(4));
        metrics.knows(target, 50, Instant.now().minus(Duration.ofMinutes(1)));
        answers(ayrshare, target, tenLikes(Instant.now().minus(Duration.ofHours(2))));

        collect();

        assertThat(metrics.row(target)).containsEntry("likes", 50L).containsEntry("state", "collected");
        assertThat(metrics.snapshots(target)).isOne();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("time-out", tenLikes(Instant.now()).withFixedDelay(3_000), "vendor_unavailable"),
                arguments("cut off", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "vendor_unavailable"),
                arguments("500", aResponse().withStatus(500).withBody("{}"), "vendor_unavailable"),
                arguments("gateway's page", aResponse().withStatus(503).withBody("<html>"), "vendor_unavailable"),
                arguments("no JSON", aResponse().withStatus(200).withBody("<html>"), "vendor_unavailable"),
                arguments(
                        "HTML refusal",
                        aResponse().withStatus(400).withBody("<html>Bad Request"),
                        "vendor_unavailable"),
                arguments("empty", okJson("{}"), "no_numbers"),
                arguments("a list", okJson("[]"), "no_numbers"),
                arguments("no numbers", okJson("{\"bluesky\": {\"analytics\": {\"post\": \"x\"}}}"), "no_numbers"),
                arguments("odd numbers", okJson("{\"bluesky\": {\"analytics\": {\"likeCount\": -3}}}"), "no_numbers"),
                arguments("relink", error(400, 156), "needs_relink"),
                arguments("unknown code", error(400, 999), "refused"),
                arguments("error with 200", error(200, 999), "refused"));
    }

    private static Arguments arguments(String name, ResponseDefinitionBuilder answer, String reason) {
        return Arguments.of(Named.of(name, answer), reason);
    }

    private static ResponseDefinitionBuilder error(int status, int code) {
        return jsonResponse("""
                {"status": "error", "id": "A",
                 "errors": [{"action": "post", "status": "error", "platform": "bluesky", "code": %d, "message": "No."}]}
                """.formatted(code), status);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureLeavesWhatIsKnownAndComesAgain(ResponseDefinitionBuilder answer, String reason) {
        var known = metrics.due(user, Platform.BLUESKY, Duration.ofHours(4));
        metrics.knows(known, 50, Instant.now().minus(Duration.ofHours(3)));
        answers(ayrshare, known, answer);

        collect();

        assertThat(metrics.row(known))
                .containsEntry("state", "collected")
                .containsEntry("likes", 50L)
                .containsEntry("reason", reason)
                .containsEntry("failures", 1)
                .hasEntrySatisfying(
                        "next_at",
                        at -> assertThat(MetricsFixture.time(at))
                                .isBetween(
                                        Instant.now().plus(Duration.ofMinutes(4)),
                                        Instant.now().plus(Duration.ofHours(13))));
        assertThat(metrics.snapshots(known)).isZero();
    }

    @Test
    void refusalIsNotBorneForEver() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(4));
        answers(ayrshare, target, error(400, 999));
        jdbc.sql("update post_metrics set failures = 7 where target_id = :target")
                .param("target", target)
                .update();

        collect();

        assertThat(metrics.row(target))
                .containsEntry("state", "failed")
                .containsEntry("reason", "refused")
                .containsEntry("next_at", null);
    }

    @Test
    void videoThatIsStillProcessedIsAskedForLater() {
        var target = metrics.due(user, Platform.TIKTOK, Duration.ofHours(24));
        answers(ayrshare, target, jsonResponse("""
                {"status": "error", "id": "A", "errors": [{"platform": "tiktok", "code": 288, "message": "Still processing"}]}
                """, 400));

        collect();

        assertThat(metrics.row(target))
                .containsEntry("state", "pending")
                .containsEntry("reason", "still_processing")
                .hasEntrySatisfying(
                        "next_at", at -> assertThat(MetricsFixture.time(at)).isAfter(Instant.now()));
    }

    @Test
    void slowNetworkThatTellsNothingYetIsWaitedFor() {
        var target = metrics.due(user, Platform.TIKTOK, Duration.ofHours(25));
        answers(ayrshare, target, okJson("{\"status\": \"success\", \"tiktok\": {\"analytics\": {}}}"));

        collect();

        assertThat(metrics.row(target))
                .containsEntry("state", "pending")
                .containsEntry("reason", "waiting_for_network");
    }

    @Test
    void partialAnswerGivesWhatItHas() {
        var published = Instant.now().minus(Duration.ofHours(1));
        var post = metrics.post(user, published);
        var target = metrics.target(
                user, post, Platform.BLUESKY, published, Instant.now().minusSeconds(1));
        answers(ayrshare, target, okJson("""
                {"status": "partial", "id": "A", "bluesky": {"analytics": {"likeCount": 4}},
                 "errors": [{"platform": "tiktok", "code": 288, "message": "Still processing"}]}
                """));

        collect();

        assertThat(metrics.row(target))
                .containsEntry("state", "collected")
                .containsEntry("likes", 4L)
                .containsEntry("shares", null);
    }

    @Test
    void expiredStoryAndVanishedPostAreNotAskedForAgain() {
        var story = metrics.due(user, Platform.INSTAGRAM, Duration.ofHours(12));
        metrics.knows(story, 50, Instant.now().minus(Duration.ofHours(8)));
        answers(ayrshare, story, jsonResponse("""
                {"status": "error", "errors": [{"platform": "instagram", "code": 485, "message": "Story expired"}]}
                """, 400));
        var gone = metrics.due(user, Platform.BLUESKY, Duration.ofHours(12));
        metrics.knows(gone, 50, Instant.now().minus(Duration.ofHours(8)));
        answers(
                ayrshare,
                gone,
                jsonResponse("{\"status\": \"error\", \"code\": 114, \"message\": \"Not found\"}", 404));
        var neverSeen = metrics.due(user, Platform.BLUESKY, Duration.ofHours(12));
        answers(ayrshare, neverSeen, error(400, 114));

        collect();

        assertThat(metrics.row(story))
                .containsEntry("state", "expired")
                .containsEntry("reason", "story_expired")
                .containsEntry("likes", 50L)
                .containsEntry("next_at", null);
        assertThat(metrics.row(gone))
                .containsEntry("state", "collected")
                .containsEntry("reason", "not_found")
                .containsEntry("likes", 50L)
                .containsEntry("next_at", null);
        assertThat(metrics.row(neverSeen))
                .containsEntry("state", "failed")
                .containsEntry("reason", "not_found")
                .containsEntry("next_at", null);
    }

    @Test
    void whatNeedsNoCallIsNotAskedFor() {
        var story = metrics.due(user, Platform.INSTAGRAM, Duration.ofHours(25));
        jdbc.sql("update post_metrics set story = true where target_id = :target")
                .param("target", story)
                .update();
        var deleted = metrics.due(user, Platform.BLUESKY, Duration.ofHours(1));
        jdbc.sql("""
                        update posts set status = 'deleted', deleted_at = now()
                        where id = (select post_id from post_targets where id = :target)
                        """).param("target", deleted).update();
        var stranger = metrics.due(metrics.user(), Platform.BLUESKY, Duration.ofHours(1));

        collect();

        assertThat(metrics.row(story)).containsEntry("state", "expired");
        assertThat(metrics.row(deleted)).containsEntry("state", "failed").containsEntry("reason", "post_deleted");
        assertThat(metrics.row(stranger)).containsEntry("state", "failed").containsEntry("reason", "no_profile");
        assertThat(calls(ayrshare, story) + calls(ayrshare, deleted) + calls(ayrshare, stranger))
                .isZero();
    }

    @Test
    void profileWithoutBudgetIsPutOffAsAWholeAndFailsNothing() {
        List<UUID> targets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(2));
            answers(
                    ayrshare,
                    target,
                    jsonResponse("{\"status\": \"error\", \"message\": \"Too many requests\"}", 429)
                            .withHeader("Retry-After", "120"));
            targets.add(target);
        }

        collect();

        assertThat(targets.stream().mapToInt(target -> calls(ayrshare, target)).sum())
                .isOne();
        assertThat(targets)
                .allSatisfy(target -> assertThat(metrics.row(target))
                        .containsEntry("state", "pending")
                        .containsEntry("failures", 0)
                        .hasEntrySatisfying(
                                "next_at",
                                at -> assertThat(MetricsFixture.time(at))
                                        .isBetween(
                                                Instant.now().plusSeconds(100),
                                                Instant.now().plusSeconds(130))));
    }

    @Test
    void eachIsAskedForOnceHoweverManyNodesLook() throws Exception {
        List<UUID> targets = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            var one = i % 2 == 0
                    ? user
                    : social.linkedTo(Platform.BLUESKY).user().id().value();
            var target = metrics.due(one, Platform.BLUESKY, Duration.ofHours(1));
            answers(ayrshare, target, tenLikes(Instant.now()));
            targets.add(target);
        }

        try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> node = () -> {
                collect();
                return true;
            };
            for (var done : nodes.invokeAll(List.of(node, node, node, node))) {
                assertThat(done.get()).isTrue();
            }
        }

        assertThat(targets).allSatisfy(target -> {
            assertThat(calls(ayrshare, target)).isOne();
            assertThat(metrics.row(target)).containsEntry("state", "collected");
        });
    }

    @Test
    void whatACrashedNodeHadTakenComesAgain() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(1));
        answers(ayrshare, target, tenLikes(Instant.now()));

        assertThat(due.claim().asks()).extracting(Ask::target).contains(target);
        assertThat(due.claim().asks()).extracting(Ask::target).doesNotContain(target);
        assertThat(metrics.time(target, "next_at")).isAfter(Instant.now().plus(Duration.ofMinutes(9)));
        metrics.makeDue(target);
        collect();

        assertThat(metrics.row(target)).containsEntry("state", "collected");
    }

    @Test
    void afterTheFirstDaysOneOfEachDayIsKept() {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofDays(5));
        var noon = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
        for (int minute = 0; minute < 3; minute++) {
            answers(ayrshare, target, tenLikes(noon.plus(Duration.ofMinutes(minute))));
            metrics.makeDue(target);
            collect();
            forgetAnswers();
        }
        var young = metrics.due(user, Platform.BLUESKY, Duration.ofHours(20));
        for (int minute = 3; minute > 0; minute--) {
            answers(ayrshare, young, tenLikes(Instant.now().minus(Duration.ofMinutes(minute))));
            metrics.makeDue(young);
            collect();
            forgetAnswers();
        }

        assertThat(metrics.snapshots(target)).isOne();
        assertThat(metrics.snapshots(young)).isEqualTo(3);
    }

    @Autowired
    private ClientCaches caches;

    private void forgetAnswers() {
        caches.evictAll(Vendor.AYRSHARE);
    }
}
