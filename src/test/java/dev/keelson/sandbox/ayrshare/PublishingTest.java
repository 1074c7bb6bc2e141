package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.sandbox.server.RunningSandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

class PublishingTest {
    private static final String VIDEO = "https://cdn.example/clip.mp4";

    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void answerIsWrappedForAProfileKey() {
        var profile = ayrshare.profile("bluesky", "linkedin");

        var answer = profile.post("Hello", "bluesky", "linkedin");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("success");
        var post = answer.post();
        assertThat(post.path("status").asString()).isEqualTo("success");
        assertThat(post.path("id").asString()).hasSize(20);
        assertThat(post.path("refId").asString()).isEqualTo(profile.refId());
        assertThat(post.path("profileTitle").asString()).isEqualTo(profile.title());
        assertThat(post.path("post").asString()).isEqualTo("Hello");
        assertThat(post.path("errors")).isEmpty();
        assertThat(post.path("postIds"))
                .extracting(postId -> postId.path("platform").asString())
                .containsExactly("bluesky", "linkedin");
        assertThat(post.at("/postIds/1/owner").asString()).startsWith("urn:li:organization:");
    }

    @Test
    void answerIsBareWithoutAProfileKey() {
        var text = "Bare " + Instant.now();

        var answer = ayrshare.call(HttpMethod.POST, "/post", null, Ayrshare.body(text, "bluesky"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().has("posts")).isFalse();
        assertThat(answer.text("/postIds/0/platform")).isEqualTo("bluesky");
    }

    @Test
    void publishedPostCanBeOpened() {
        var profile = ayrshare.profile("bluesky");

        var answer = profile.post("Fish & <b>chips</b>", "bluesky");

        var page = ayrshare.page(answer.post().at("/postIds/0/postUrl").asString());
        assertThat(page.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(page.getBody()).contains("Fish &amp; &lt;b&gt;chips&lt;/b&gt;", "on Bluesky");
        assertThat(ayrshare.page("/ayrshare/").getBody()).contains(profile.title());
        assertThat(ayrshare.page("/ayrshare/profiles/" + profile.refId()).getBody())
                .contains("Bluesky", "Fish &amp;");
    }

    @Test
    void textAndMediaMayDifferByNetwork() {
        var profile = ayrshare.profile("bluesky", "linkedin");

        var answer = profile.post("""
                {"post": {"bluesky": "Short", "default": "Longer"},
                 "mediaUrls": {"linkedin": "https://cdn.example/wide.jpg"},
                 "platforms": ["bluesky", "linkedin"]}
                """);

        var post = answer.post();
        assertThat(ayrshare.page(post.at("/postIds/0/postUrl").asString()).getBody())
                .contains("Short")
                .doesNotContain("wide.jpg");
        assertThat(ayrshare.page(post.at("/postIds/1/postUrl").asString()).getBody())
                .contains("Longer", "wide.jpg");
    }

    @Test
    void networksThatWereReachedAreListedBesideThoseThatWereNot() {
        var profile = ayrshare.profile("bluesky");

        var answer = profile.post("Half", "bluesky", "facebook");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/status")).isEqualTo("error");
        assertThat(answer.post().at("/postIds/0/platform").asString()).isEqualTo("bluesky");
        var error = answer.post().at("/errors/0");
        assertThat(error.path("action").asString()).isEqualTo("post");
        assertThat(error.path("code").asInt()).isEqualTo(156);
        assertThat(error.path("platform").asString()).isEqualTo("facebook");
        assertThat(error.path("message").asString()).contains("Facebook does not seem to be linked");
        assertThat(answer.post().has("validate")).isFalse();
    }

    @Test
    void ruleThatIsBrokenBeforehandIsMarkedSo() {
        var profile = ayrshare.profile("bluesky");

        var answer = profile.post("x".repeat(301), "bluesky");

        assertThat(answer.status()).isEqualTo(400);
        var post = answer.post();
        assertThat(post.path("validate").asBoolean()).isTrue();
        assertThat(post.path("postIds")).isEmpty();
        assertThat(post.path("id").asString()).isNotEmpty();
        assertThat(post.at("/errors/0/verifyCheck").asBoolean()).isTrue();
        assertThat(post.at("/errors/0/message").asString()).contains("301", "300");
    }

    @Test
    void wholeCallIsRefusedForAParameter() {
        var profile = ayrshare.profile("bluesky");

        assertThat(profile.post("Hello", "bluesky", "myspace").code()).isEqualTo(101);
        assertThat(profile.post("{\"platforms\": [\"bluesky\"]}").code()).isEqualTo(101);
        assertThat(profile.post("{\"post\": \"Hello\"}").code()).isEqualTo(101);
        assertThat(profile.post("""
                {"post": "Hello", "platforms": ["bluesky"], "scheduleDate": "tomorrow"}
                """).code()).isEqualTo(101);
        assertThat(profile.post("""
                {"post": "Hello", "platforms": ["bluesky"], "autoSchedule": {"schedule": true}}
                """).code()).isEqualTo(192);
        assertThat(profile.get("/history").status()).isEqualTo(400);
    }

    @Test
    void sameTextWithinTwoDaysIsADuplicate() {
        var profile = ayrshare.profile("bluesky", "telegram");
        profile.post("Same", "bluesky", "telegram");

        var again = profile.post(" same ", "bluesky", "telegram");

        assertThat(again.post().at("/errors/0/code").asInt()).isEqualTo(137);
        assertThat(again.post().at("/errors/0/platform").asString()).isEqualTo("bluesky");
        assertThat(again.post().at("/postIds/0/platform").asString()).isEqualTo("telegram");
        assertThat(ayrshare.profile("bluesky").post("Same", "bluesky").status()).isEqualTo(200);
    }

    @Test
    void xHasItsOwnCodeForDuplicatesAndNeedsKeysOfItsOwn() {
        var profile = ayrshare.profile("twitter");
        var body = Ayrshare.body("Same", "twitter");

        var without = profile.post(body);
        var first = ayrshare.callWithXKeys(profile, body);
        var again = ayrshare.callWithXKeys(profile, body);

        assertThat(without.post().at("/errors/0/code").asInt()).isEqualTo(272);
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.post().at("/errors/0/code").asInt()).isEqualTo(110);
    }

    @Test
    void seenIdempotencyKeyIsRefused() {
        var profile = ayrshare.profile("bluesky");
        var first = profile.post("{\"post\": \"One\", \"platforms\": [\"bluesky\"], \"idempotencyKey\": \"k\"}");

        var second = profile.post("{\"post\": \"Two\", \"platforms\": [\"bluesky\"], \"idempotencyKey\": \"k\"}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.text("/message")).contains("idempotencyKey");
        assertThat(profile.get("/history").body().path("count").asInt()).isEqualTo(1);
    }

    @Test
    void telegramsIdIsANumber() {
        var profile = ayrshare.profile("telegram");

        var answer = profile.post("x".repeat(2_000), "telegram");

        assertThat(answer.post().at("/postIds/0/id").isNumber()).isTrue();
        assertThat(profile.get("/post/" + answer.post().path("id").asString())
                        .body()
                        .at("/postIds/0/id")
                        .isNumber())
                .isTrue();
        assertThat(ayrshare.page(answer.post().at("/postIds/0/postUrl").asString())
                        .getBody())
                .contains("x".repeat(1_024))
                .doesNotContain("x".repeat(1_025));
    }

    @Test
    void tikTokIsPendingUntilItsWebhook() {
        var profile = ayrshare.profile("tiktok");

        var answer = profile.post(withMedia("Clip", VIDEO, "tiktok"));

        assertThat(answer.status()).isEqualTo(200);
        var postId = answer.post().at("/postIds/0");
        assertThat(postId.path("id").asString()).isEqualTo("pending");
        assertThat(postId.path("isVideo").asBoolean()).isTrue();
        assertThat(postId.has("postUrl")).isFalse();
        var id = answer.post().path("id").asString();
        assertThat(analytics(profile, id).body().at("/errors/0/code").asInt()).isEqualTo(288);

        var hook = profile.awaitHooks(1, "scheduled").getFirst();

        assertThat(hook.path("subAction").asString()).isEqualTo("tikTokPublished");
        assertThat(hook.path("id").asString()).isEqualTo(id);
        assertThat(hook.path("code").asInt()).isEqualTo(200);
        assertThat(hook.at("/postIds/0/id").asString()).matches("\\d{19}");
        assertThat(profile.get("/post/" + id).text("/postIds/0/id"))
                .isEqualTo(hook.at("/postIds/0/id").asString());
    }

    @Test
    void scheduledPostIsPublishedWhenItIsDue() {
        var profile = ayrshare.profile("bluesky");
        var at = now().plusSeconds(2);

        var answer = schedule(profile, "Later", at);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("scheduled");
        assertThat(answer.post().path("status").asString()).isEqualTo("scheduled");
        assertThat(answer.post().path("scheduleDate").asString()).isEqualTo(at.toString());
        assertThat(answer.post().has("postIds")).isFalse();
        var id = answer.post().path("id").asString();
        assertThat(profile.get("/post/" + id).text("/status")).isEqualTo("pending");

        var hook = profile.awaitHooks(1, "scheduled").getFirst();

        assertThat(hook.has("subAction")).isFalse();
        assertThat(hook.path("status").asString()).isEqualTo("success");
        assertThat(hook.path("id").asString()).isEqualTo(id);
        assertThat(hook.at("/postIds/0/platform").asString()).isEqualTo("bluesky");
        assertThat(profile.get("/post/" + id).text("/status")).isEqualTo("success");
    }

    @Test
    void scheduledPostThatFailsSaysSo() {
        var profile = ayrshare.profile("bluesky");
        schedule(profile, "Too late", now().plusSeconds(2));
        profile.call(HttpMethod.DELETE, "/profiles/social", "{\"platform\": \"bluesky\"}");

        var hook = profile.awaitHooks(1, "scheduled").getFirst();

        assertThat(hook.path("status").asString()).isEqualTo("error");
        assertThat(hook.path("code").asInt()).isEqualTo(400);
        assertThat(hook.at("/errors/0/code").asInt()).isEqualTo(156);
    }

    @Test
    void scheduleIsRefusedAsAWholeWhereOneNetworkRefuses() {
        var profile = ayrshare.profile("bluesky", "instagram");

        var answer = profile.post("""
                {"post": "No picture", "platforms": ["bluesky", "instagram"], "scheduleDate": "%s"}
                """.formatted(now().plus(1, ChronoUnit.DAYS)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.post().path("validate").asBoolean()).isTrue();
        assertThat(answer.post().at("/errors/0/code").asInt()).isEqualTo(138);
        assertThat(answer.post().path("postIds")).isEmpty();
    }

    @Test
    void dateInThePastPublishesAtOnce() {
        var profile = ayrshare.profile("bluesky");

        var answer = schedule(profile, "Late", now().minusSeconds(60));

        assertThat(answer.post().path("status").asString()).isEqualTo("success");
        assertThat(answer.post().path("postIds")).hasSize(1);
    }

    @Test
    void scheduledPostIsMovedAndPaused() {
        var profile = ayrshare.profile("bluesky");
        var later = now().plus(2, ChronoUnit.DAYS);
        var id = schedule(profile, "Moved", now().plus(1, ChronoUnit.DAYS))
                .post()
                .path("id")
                .asString();

        var moved = patch(profile, "{\"id\": \"%s\", \"scheduleDate\": \"%s\", \"notes\": \"n\"}".formatted(id, later));
        patch(profile, "{\"id\": \"%s\", \"scheduledPause\": true}".formatted(id));

        assertThat(moved.text("/status")).isEqualTo("success");
        var post = profile.get("/post/" + id);
        assertThat(post.text("/status")).isEqualTo("paused");
        assertThat(post.text("/scheduleDate")).isEqualTo(later.toString());
        assertThat(post.text("/notes")).isEqualTo("n");
        assertThat(patch(profile, "{\"id\": \"unknown\"}").status()).isEqualTo(404);
    }

    @Test
    void postThatNeedsApprovalWaitsForIt() {
        var profile = ayrshare.profile("bluesky");
        var waiting = profile.post("{\"post\": \"Ask\", \"platforms\": [\"bluesky\"], \"requiresApproval\": true}");
        var id = waiting.post().path("id").asString();

        patch(profile, "{\"id\": \"%s\", \"approved\": true}".formatted(id));

        assertThat(waiting.post().path("status").asString()).isEqualTo("awaiting approval");
        assertThat(profile.get("/post/" + id).text("/status")).isEqualTo("success");
    }

    @Test
    void networkFailsAsToldAndIsRetriedOnce() {
        var profile = ayrshare.profile("pinterest");
        ayrshare.control("/networks/pinterest", "{\"fail\": \"processing\", \"calls\": 1}");
        var failed = profile.post(withMedia("Pin", "https://cdn.example/pin.jpg", "pinterest"));
        var id = failed.post().path("id").asString();

        var retried = retry(profile, id);

        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.post().at("/errors/0/code").asInt()).isEqualTo(436);
        assertThat(failed.post().at("/errors/0/retryAvailable").asBoolean()).isTrue();
        assertThat(retried.post().path("status").asString()).isEqualTo("pending");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> profile.get("/post/" + id).text("/status").equals("success"));
        assertThat(retry(profile, id).status()).isEqualTo(400);
    }

    @Test
    void retryPublishesNothingThatARuleForbids() {
        var profile = ayrshare.profile("reddit", "threads");
        ayrshare.control("/networks/reddit", "{\"fail\": \"processing\"}");
        var id = profile.post("""
                        {"post": "#one #two", "platforms": ["reddit", "threads"],
                         "redditOptions": {"title": "T", "subreddit": "test"}}
                        """).post().path("id").asString();

        retry(profile, id);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !profile.get("/post/" + id).text("/status").equals("pending"));
        var post = profile.get("/post/" + id);
        assertThat(post.text("/status")).isEqualTo("error");
        assertThat(post.text("/postIds/0/platform")).isEqualTo("reddit");
        assertThat(post.body().path("errors")).hasSize(1);
        assertThat(post.text("/errors/0/platform")).isEqualTo("threads");
    }

    @Test
    void wordsStandForTheNetworksOwnCodes() {
        assertThat(Faults.code(Network.FACEBOOK, "relink")).contains(161);
        assertThat(Faults.code(Network.TWITTER, "relink")).contains(272);
        assertThat(Faults.code(Network.BLUESKY, "relink")).contains(156);
        assertThat(Faults.code(Network.FACEBOOK, "duplicate")).contains(107);
        assertThat(Faults.code(Network.TIKTOK, "processing")).contains(288);
        assertThat(Faults.code(Network.INSTAGRAM, "media")).contains(138);
        assertThat(Faults.code(Network.BLUESKY, "485")).contains(485);
        assertThat(Faults.code(Network.BLUESKY, "nonsense")).isEmpty();
        assertThat(ayrshare.control("/networks/bluesky", "{\"fail\": \"nonsense\"}")
                        .status())
                .isEqualTo(400);
        assertThat(ayrshare.control("/networks/bluesky", "{\"fail\": \"156\", \"calls\": 0}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void rateLimitOfANetworkIs429() {
        var profile = ayrshare.profile("snapchat");
        ayrshare.control("/networks/snapchat", "{\"fail\": \"rate\"}");

        var answer = profile.post(withMedia("Snap", "https://cdn.example/snap.jpg", "snapchat"));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.post().at("/errors/0/code").asInt()).isEqualTo(435);
        assertThat(answer.post().at("/errors/0/details").asString()).isEqualTo("3600");
    }

    @Test
    void errorOfAReelMayHideAPublishedOne() {
        var profile = ayrshare.profile("facebook");
        ayrshare.control("/networks/facebook", "{\"fail\": \"verify\"}");

        var answer = profile.post(withMedia("Reel", VIDEO, "facebook"));

        var error = answer.post().at("/errors/0");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error.path("code").asInt()).isEqualTo(108);
        assertThat(ayrshare.page(error.at("/detailsData/verifyReelsUrl").asString())
                        .getBody())
                .contains("Reel");
    }

    @Test
    void scheduledPostSurvivesARestart() {
        try (var sandbox = new RunningSandbox()) {
            var restarted = new Ayrshare(sandbox);
            var profile = restarted.profile("bluesky");
            schedule(
                    profile,
                    "Kept",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2));

            sandbox.restart();

            var hook = profile.awaitHooks(1, "scheduled").getFirst();
            assertThat(hook.path("status").asString()).isEqualTo("success");
        }
    }

    private static String withMedia(String text, String url, String network) {
        return "{\"post\": \"%s\", \"mediaUrls\": [\"%s\"], \"platforms\": [\"%s\"]}".formatted(text, url, network);
    }

    private static Ayrshare.Answer schedule(Ayrshare.Profile profile, String text, Instant at) {
        return profile.post(
                "{\"post\": \"%s\", \"platforms\": [\"bluesky\"], \"scheduleDate\": \"%s\"}".formatted(text, at));
    }

    private static Ayrshare.Answer patch(Ayrshare.Profile profile, String body) {
        return profile.call(HttpMethod.PATCH, "/post", body);
    }

    private static Ayrshare.Answer retry(Ayrshare.Profile profile, String id) {
        return profile.call(HttpMethod.PUT, "/post/retry", "{\"id\": \"%s\"}".formatted(id));
    }

    private static Ayrshare.Answer analytics(Ayrshare.Profile profile, String id) {
        return profile.call(HttpMethod.POST, "/analytics/post", "{\"id\": \"%s\"}".formatted(id));
    }

    private Instant now() {
        return ayrshare.bean(MovableClock.class).instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
