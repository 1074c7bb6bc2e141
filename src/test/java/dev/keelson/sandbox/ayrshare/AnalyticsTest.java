package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.node.JsonNodeFactory;

class AnalyticsTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void numbersOfAPostGrowWithItsAge() {
        var profile = ayrshare.profile("bluesky");
        var id = profile.post("Hello", "bluesky").post().path("id").asString();

        var early = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));
        ayrshare.bean(MovableClock.class).move(Duration.ofHours(3));
        var late = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(early.status()).isEqualTo(200);
        assertThat(early.text("/status")).isEqualTo("success");
        assertThat(early.text("/bluesky/lastUpdated")).endsWith("Z");
        assertThat(late.body().at("/bluesky/analytics/likeCount").asLong())
                .isGreaterThan(early.body().at("/bluesky/analytics/likeCount").asLong())
                .isGreaterThan(50);
    }

    @Test
    void numbersNeverShrinkAndAreTheSameForTheSameAge() {
        var ages = Stream.iterate(Duration.ZERO, age -> age.plusMinutes(7)).limit(500);

        var counts =
                ages.map(age -> new Growth("post", age).count("likes", 300)).toList();

        assertThat(counts)
                .isSorted()
                .startsWith(0L)
                .last()
                .isEqualTo(new Growth("post", Duration.ofDays(9)).count("likes", 300));
        assertThat(new Growth("post", Duration.ofMinutes(-5)).count("likes", 300))
                .isZero();
    }

    @Test
    void postIsFoundByItsNetworksId() {
        var profile = ayrshare.profile("linkedin");
        var nativeId =
                profile.post("Hello", "linkedin").post().at("/postIds/0/id").asString();

        var found = ofPost(profile, byNativeId(nativeId));
        var unknown = ofPost(profile, byNativeId("urn:li:share:1"));

        assertThat(found.text("/linkedin/id")).isEqualTo(nativeId);
        assertThat(found.body().at("/linkedin/analytics").has("impressionCount"))
                .isTrue();
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text("/status")).isEqualTo("error");
    }

    @Test
    void networkWithoutAnalyticsMakesTheAnswerPartial() {
        var profile = ayrshare.profile("bluesky", "telegram");
        var id = profile.post("Hello", "bluesky", "telegram").post().path("id").asString();

        var both = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));
        var one = ofPost(profile, "{\"id\": \"%s\", \"platforms\": [\"bluesky\"]}".formatted(id));

        assertThat(both.status()).isEqualTo(200);
        assertThat(both.text("/status")).isEqualTo("partial");
        assertThat(both.text("/errors/0/platform")).isEqualTo("telegram");
        assertThat(one.text("/status")).isEqualTo("success");
        assertThat(ofPost(profile, "{\"id\": \"unknown\"}").code()).isEqualTo(114);
    }

    @Test
    void slowNetworkTellsNothingAtFirstAndOldNumbersThen() {
        var profile = ayrshare.profile("youtube");
        var id = profile.post("""
                        {"post": "Clip", "platforms": ["youtube"], "mediaUrls": ["https://cdn.example.com/clip.mp4"],
                         "youTubeOptions": {"title": "Clip"}}
                        """).post().path("id").asString();

        var early = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));
        ayrshare.bean(MovableClock.class).move(Duration.ofMinutes(20));
        var late = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(early.status()).as(early.text()).isEqualTo(200);
        assertThat(early.body().at("/youtube/analytics").isEmpty()).isTrue();
        assertThat(late.body().at("/youtube/analytics/views").asLong()).isPositive();
        assertThat(Instant.parse(late.text("/youtube/lastUpdated")))
                .isBefore(ayrshare.bean(MovableClock.class).instant().minusSeconds(100));
    }

    @Test
    void networkThatWasToldToFailMakesTheAnswerPartial() {
        var profile = ayrshare.profile("bluesky", "linkedin");
        var id = profile.post("Hello", "bluesky", "linkedin").post().path("id").asString();
        assertThat(ayrshare.control("/networks/linkedin/analytics", "{\"fail\": \"485\"}")
                        .status())
                .isEqualTo(200);

        var failing = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));
        var healed = ofPost(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(failing.text("/status")).isEqualTo("partial");
        assertThat(failing.body().at("/errors/0/code").asInt()).isEqualTo(485);
        assertThat(failing.body().has("bluesky")).isTrue();
        assertThat(healed.text("/status")).isEqualTo("success");
    }

    @ParameterizedTest
    @CsvSource({
        "bluesky, likeCount",
        "facebook, sharesCount",
        "instagram, reachCount",
        "linkedin, uniqueImpressionsCount",
        "pinterest, outboundClick",
        "threads, reposts",
        "tiktok, videoViews",
        "twitter, publicMetrics",
        "youtube, estimatedMinutesWatched"
    })
    void eachNetworkHasItsOwnNames(String network, String metric) {
        var entry = new FeedEntry(
                Network.of(network), "1", "http://x", "ref", "post", "Someone", "Hello", List.of(), Instant.EPOCH);
        var analytics = JsonNodeFactory.instance.objectNode();

        PostMetrics.fill(analytics, entry, new Growth("post", Duration.ofDays(1)));

        assertThat(analytics.has(metric)).isTrue();
    }

    @Test
    void accountsHaveNumbersOfTheirOwn() {
        var profile = ayrshare.profile("linkedin", "gmb");

        var answer = ofAccounts(profile, "{\"platforms\": [\"linkedin\", \"gmb\", \"facebook\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("partial");
        assertThat(answer.body()
                        .at("/linkedin/analytics/followers/organicFollowerCount")
                        .asLong())
                .isPositive();
        assertThat(answer.body().at("/gmb/analytics/callClicks").asLong()).isPositive();
        assertThat(answer.body().at("/errors/0/code").asInt()).isEqualTo(156);
        assertThat(ofAccounts(profile, "{}").code()).isEqualTo(101);
        assertThat(ofAccounts(profile, "{\"platforms\": [\"myspace\"]}").code()).isEqualTo(101);
    }

    private static String byNativeId(String id) {
        return "{\"id\": \"%s\", \"platforms\": [\"linkedin\"], \"searchPlatformId\": true}".formatted(id);
    }

    private static Ayrshare.Answer ofPost(Ayrshare.Profile profile, String body) {
        return profile.call(HttpMethod.POST, "/analytics/post", body);
    }

    private static Ayrshare.Answer ofAccounts(Ayrshare.Profile profile, String body) {
        return profile.call(HttpMethod.POST, "/analytics/social", body);
    }
}
