package dev.keelson.clients.ayrshare;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AyrshareApiClientTest {
    private static final ProfileKey KEY = new ProfileKey("PROFILE-KEY");
    private static final PostRequest POST = new PostRequest("Hello", "twitter", List.of(), "key-1", "key-1", Map.of());

    @RegisterExtension
    private final WireMockExtension ayrshare =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void wrappedAndFlatAnswersReadTheSame() {
        answer(okJson("""
                {"status": "success", "id": "A", "postIds": [{"status": "success", "platform": "twitter", "id": "1", "postUrl": "u"}]}
                """));
        var flat = client().post(KEY, POST);
        answer(okJson("""
                {"status": "success", "posts": [{"status": "success", "profileTitle": "t", "id": "A",
                  "postIds": [{"status": "success", "platform": "twitter", "id": "1", "postUrl": "u"}]}]}
                """));

        var wrapped = client().post(KEY, POST);

        assertThat(wrapped).isEqualTo(flat);
        assertThat(flat.on("twitter").orElseThrow().isPublished()).isTrue();
    }

    @Test
    void numericIdIsReadAsText() {
        answer(okJson("""
                {"status": "success", "id": "A", "postIds": [{"status": "success", "platform": "telegram", "id": 635}]}
                """));

        var post = client().post(KEY, POST);

        assertThat(post.on("telegram").orElseThrow().id()).isEqualTo("635");
    }

    @Test
    void pendingIsNotPublished() {
        answer(okJson("""
                {"status": "success", "id": "A", "postIds": [{"status": "success", "platform": "tiktok", "id": "pending"}]}
                """));

        var tikTok = client().post(KEY, POST).on("tiktok").orElseThrow();

        assertThat(tikTok.isPending()).isTrue();
        assertThat(tikTok.isPublished()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500})
    void partialFailureTellsWhatWentOut(int status) {
        answer(aResponse().withStatus(status).withBody("""
                {"status": "error", "posts": [{"status": "error", "id": "A", "refId": "r", "profileTitle": "t", "post": "…",
                  "postIds": [{"status": "success", "id": "138", "platform": "twitter", "postUrl": "u"}],
                  "errors": [{"action": "post", "status": "error", "code": 156, "platform": "facebook", "message": "Not linked"}]}]}
                """));

        var post = client().post(KEY, POST);

        assertThat(post.networks()).extracting(NetworkPost::id).containsExactly("138");
        assertThat(post.errorOf("facebook").orElseThrow().known()).contains(AyrshareCode.NOT_LINKED);
        assertThat(post.errorOf("twitter")).isEmpty();
    }

    @Test
    void refusalBeforePublishingIsAnAnswerAlthoughItHasAnId() {
        answer(aResponse().withStatus(400).withBody("""
                {"status": "error", "validate": true, "id": "A", "refId": "r", "postIds": [], "errors": [
                  {"status": "error", "code": 254, "platform": "linkedin", "message": "Too large", "verifyCheck": true}]}
                """));

        var post = client().post(KEY, POST);

        assertThat(post.networks()).isEmpty();
        assertThat(post.errorOf("linkedin").orElseThrow().known()).contains(AyrshareCode.IMAGE_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"error\", \"code\": 110, \"message\": \"Duplicate\"}",
                "{\"posts\": [{\"code\": 110, \"message\": \"Duplicate\"}]}",
                "{\"status\": \"error\", \"errors\": [{\"code\": 110, \"message\": \"Duplicate\"}]}"
            })
    void everyShapeOfRefusalNamesItsCode(String body) {
        answer(aResponse().withStatus(400).withBody(body));

        var post = client().post(KEY, POST);

        assertThat(post.errorOf("twitter").orElseThrow().known()).contains(AyrshareCode.X_DUPLICATE);
    }

    @Test
    void errorWithStatus200IsARefusal() {
        answer(okJson("{\"status\": \"error\", \"code\": 146, \"message\": \"Title exists\"}"));

        assertThatThrownBy(() -> client().createProfile("t"))
                .isInstanceOfSatisfying(
                        ApiException.Refused.class,
                        e -> assertThat(AyrshareCode.of(e.failure())).contains(AyrshareCode.TITLE_EXISTS));
    }

    @Test
    void gatewaysErrorPageLeavesTheOutcomeOpen() {
        answer(aResponse().withStatus(502).withBody("<html>Bad gateway</html>"));

        assertThatThrownBy(() -> client().post(KEY, POST)).isInstanceOf(ApiException.Unavailable.class);
    }

    @Test
    void serverErrorThatNamesNoNetworkLeavesTheOutcomeOpen() {
        answer(aResponse().withStatus(500).withBody("{\"status\": \"error\", \"code\": 500, \"message\": \"Oops\"}"));

        assertThatThrownBy(() -> client().post(KEY, POST)).isInstanceOf(ApiException.Unavailable.class);
    }

    /** With these a gateway may answer for Ayrshare, which may have the post by then. */
    @ParameterizedTest
    @ValueSource(ints = {302, 408, 425, 499})
    void statusThatIsNoRefusalLeavesTheOutcomeOpen(int status) {
        answer(aResponse().withStatus(status).withBody("{\"message\": \"Request timed out\"}"));

        assertThatThrownBy(() -> client().post(KEY, POST)).isInstanceOf(ApiException.OutcomeUnknown.class);
    }

    @Test
    void listOfErrorsFromAGatewayTellsNoOutcome() {
        answer(aResponse().withStatus(503).withBody("{\"errors\": [{\"message\": \"upstream timed out\"}]}"));

        assertThatThrownBy(() -> client().post(KEY, POST)).isInstanceOf(ApiException.Unavailable.class);
    }

    @Test
    void networkThatSaysHowLongItWantsToBeLeftAloneIsHeard() {
        answer(aResponse().withStatus(429).withBody("""
                {"status": "error", "errors": [{"status": "error", "code": 435, "platform": "instagram", "message": "Limit",
                  "details": "Application request limit reached. Retry-After: 5400"}]}
                """));

        assertThatThrownBy(() -> client().post(KEY, POST))
                .isInstanceOfSatisfying(ApiException.RateLimited.class, limited -> {
                    assertThat(limited.retryAfter()).isEqualTo(Duration.ofMinutes(90));
                    assertThat(limited.limitsAll()).isFalse();
                });
    }

    @Test
    void whatWentOutCountsAlsoBesideALimit() {
        answer(aResponse().withStatus(429).withBody("""
                {"status": "error", "postIds": [{"platform": "twitter", "status": "success", "id": "1"}], "errors": []}
                """));

        assertThat(client().post(KEY, POST).on("twitter").orElseThrow().isPublished())
                .isTrue();
    }

    @Test
    void titleCommentVideoAndDateAreSentByAyrsharesNames() {
        answer(okJson("{\"status\": \"scheduled\", \"id\": \"AYR-1\"}"));

        client().post(
                        KEY,
                        new PostRequest(
                                "Hi",
                                "youtube",
                                List.of("https://e.com/v"),
                                true,
                                "A view",
                                "More",
                                Instant.parse("2026-12-01T10:00:00.123Z"),
                                "k",
                                "n",
                                Map.of()));

        ayrshare.verify(postRequestedFor(urlEqualTo("/post")).withRequestBody(equalToJson("""
                {"post": "Hi", "platforms": ["youtube"], "mediaUrls": ["https://e.com/v"], "isVideo": true,
                 "title": "A view", "firstComment": {"comment": "More"}, "scheduleDate": "2026-12-01T10:00:00Z", "idempotencyKey": "k", "notes": "n"}
                """)));
    }

    @Test
    void rateLimitSaysWhenToComeBack() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "17").withBody("{}"));

        assertThatThrownBy(() -> client().post(KEY, POST))
                .isInstanceOfSatisfying(
                        ApiException.RateLimited.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(17)));
    }

    @Test
    void emptyHistoryIsNoError() {
        answer(aResponse().withStatus(400).withBody("""
                {"history": {"action": "get", "status": "error", "code": 221, "message": "No history"}}
                """));

        assertThat(client().history(KEY, 25, 2)).isEmpty();
        ayrshare.verify(getRequestedFor(urlEqualTo("/history?limit=25&lastDays=2")));
    }

    @Test
    void datesAreReadAsTextAndAsObject() {
        answer(okJson("""
                {"history": [
                  {"id": "A", "status": "success", "notes": "key-1", "created": "2026-10-04T00:05:00Z"},
                  {"id": "B", "status": "error", "created": {"_seconds": 1791072300, "_nanoseconds": 0}},
                  {"id": "C", "status": "success", "created": {"_seconds": 1, "utc": "2026-10-04T00:05:00.110Z"}}]}
                """));

        var history = client().history(KEY, 25, 2);

        assertThat(history)
                .extracting(AyrsharePost::createdAt)
                .containsExactly(
                        Instant.parse("2026-10-04T00:05:00Z"),
                        Instant.ofEpochSecond(1_791_072_300),
                        Instant.parse("2026-10-04T00:05:00.110Z"));
        assertThat(history.getFirst().carries("key-1")).isTrue();
    }

    @Test
    void postActsForTheProfileAndOnOneNetwork() {
        answer(okJson("{\"status\": \"success\"}"));
        var options = Map.of("redditOptions", Map.<String, Object>of("title", "T", "subreddit", "test"));

        client().post(KEY, new PostRequest("Hi", "reddit", List.of("https://e.com/a.png"), "k", "n", options));

        ayrshare.verify(postRequestedFor(urlEqualTo("/post"))
                .withHeader("Authorization", equalTo("Bearer API-KEY"))
                .withHeader("Profile-Key", equalTo("PROFILE-KEY"))
                .withHeader("X-Twitter-OAuth1-Api-Key", absent())
                .withRequestBody(equalToJson("""
                        {"post": "Hi", "platforms": ["reddit"], "mediaUrls": ["https://e.com/a.png"], "idempotencyKey": "k",
                         "notes": "n", "redditOptions": {"title": "T", "subreddit": "test"}}
                        """)));
    }

    interface Operation {
        void run(AyrshareApiClient client);
    }

    static Stream<Arguments> operations() {
        var onBluesky = new PostRequest("Hi", "bluesky", List.of(), "k", "n", Map.of());
        return Stream.of(
                operation("post on X", true, client -> client.post(KEY, POST)),
                operation("post elsewhere", false, client -> client.post(KEY, onBluesky)),
                operation("retry", true, client -> client.retryPost(KEY, "A")),
                operation("post by its id", true, client -> client.getPost(KEY, "A")),
                operation("deletion of a post", true, client -> client.deletePost(KEY, "A")),
                operation("history", true, client -> client.history(KEY, 25, 2)),
                operation("analytics of a post", true, client -> client.postAnalytics(KEY, "A")),
                operation(
                        "analytics of X", true, client -> client.accountAnalytics(KEY, List.of("bluesky", "twitter"))),
                operation("analytics of others", false, client -> client.accountAnalytics(KEY, List.of("bluesky"))),
                operation("link page for all", true, client -> client.createLinkSession(KEY, null, List.of())),
                operation("link page for X", true, client -> client.createLinkSession(KEY, null, List.of("twitter"))),
                operation("link page for others", false, client -> client.createLinkSession(KEY, null, List.of("gmb"))),
                operation("unlinking of X", true, client -> client.unlink(KEY, "twitter")),
                operation("unlinking of others", false, client -> client.unlink(KEY, "gmb")),
                operation("user", false, client -> client.user(KEY)),
                operation("linked accounts", false, client -> client.linkedAccounts(KEY)),
                operation("new profile", false, client -> client.createProfile("t")),
                operation("profiles of a title", false, client -> client.profilesTitled("t")),
                operation("profiles", false, client -> client.profiles(null, 10)),
                operation("deletion of a profile", false, client -> client.deleteProfile(KEY)),
                operation("deletion by title", false, client -> client.deleteProfileTitled("t")));
    }

    private static Arguments operation(String name, boolean x, Operation operation) {
        return Arguments.of(name, x, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void keysOfOurXAppGoWithWhatIsOrMayBeAboutXAlone(String name, boolean x, Operation operation) {
        answer(okJson("""
                {"status": "success", "refId": "r", "profileKey": "K", "url": "https://e.com", "expiresAt": "2026-10-04T00:05:00Z"}
                """));

        operation.run(client());

        assertThat(ayrshare.getAllServeEvents())
                .as(name)
                .singleElement()
                .satisfies(event -> assertThat(event.getRequest().containsHeader("X-Twitter-OAuth1-Api-Key"))
                        .isEqualTo(event.getRequest().containsHeader("X-Twitter-OAuth1-Api-Secret"))
                        .isEqualTo(x));
    }

    @Test
    void withoutAnAppOfOurOwnNothingIsSentInItsPlace() {
        answer(okJson("{\"status\": \"success\"}"));
        var bare = TestClients.settings(
                AyrshareSettings.class, "ayrshare", "api-url", ayrshare.baseUrl(), "x-api-key", "K");

        new AyrshareClientConfiguration()
                .ayrshareApiClient(TestClients.factory(), bare)
                .post(KEY, POST);

        assertThat(bare.hasXKeys()).isFalse();
        assertThat(settings().hasXKeys()).isTrue();
        ayrshare.verify(postRequestedFor(urlEqualTo("/post")).withHeader("X-Twitter-OAuth1-Api-Key", absent()));
    }

    @Test
    void daysUntilALinkEndsAreRead() {
        answer(okJson("""
                {"activeSocialAccounts": ["linkedin", "facebook"], "displayNames": [
                  {"platform": "linkedin", "refreshDaysRemaining": 320}, {"platform": "facebook", "refreshDaysRemaining": "?"}]}
                """));

        assertThat(client().linkedAccounts(KEY))
                .extracting(LinkedAccount::refreshDaysRemaining)
                .containsExactly(320, null);
    }

    @Test
    void accountsAreReadAlsoWithoutDetails() {
        answer(okJson("""
                {"activeSocialAccounts": ["facebook", "twitter"], "refId": "r", "created": {"_seconds": 1},
                 "displayNames": [{"platform": "facebook", "id": "1066", "displayName": "Acme", "userImage": "https://img/1"}]}
                """));

        var accounts = client().linkedAccounts(KEY);

        assertThat(accounts)
                .containsExactly(
                        new LinkedAccount("facebook", "1066", "Acme", "https://img/1", null),
                        new LinkedAccount("twitter", null, null, null, null));
    }

    @Test
    void profileIsMadeListedAndDeleted() {
        answer(okJson("{\"status\": \"success\", \"title\": \"t\", \"refId\": \"r\", \"profileKey\": \"K\"}"));
        var created = client().createProfile("t");
        answer(okJson("{\"profiles\": [{\"title\": \"t\", \"refId\": \"r\", \"activeSocialAccounts\": [\"gmb\"]}]}"));
        var listed = client().profilesTitled("t");
        client().deleteProfile(created.key());
        client().deleteProfileTitled("t");

        assertThat(listed).containsExactly(new ListedProfile("r", "t", List.of("gmb")));
        ayrshare.verify(postRequestedFor(urlEqualTo("/profiles")).withHeader("Profile-Key", absent()));
        ayrshare.verify(getRequestedFor(urlEqualTo("/profiles?title=t")));
        ayrshare.verify(
                deleteRequestedFor(urlEqualTo("/profiles")).withRequestBody(equalToJson("{\"profileKey\": \"K\"}")));
        ayrshare.verify(deleteRequestedFor(urlEqualTo("/profiles")).withRequestBody(equalToJson("{\"title\": \"t\"}")));
    }

    /** Who asks for another's post has to be refused by Ayrshare, and not answered from memory. */
    @Test
    void answerAboutAProfilesPostIsKeptForThatProfileAlone() {
        answer(okJson("{\"status\": \"success\"}"));
        var client = new AyrshareClientConfiguration()
                .ayrshareApiClient(
                        TestClients.factory(),
                        TestClients.settings(
                                AyrshareSettings.class,
                                "ayrshare",
                                "api-url",
                                ayrshare.baseUrl(),
                                "cache.post-analytics.ttl",
                                "15m"));

        client.postAnalytics(KEY, "A");
        client.postAnalytics(KEY, "A");
        client.postAnalytics(KEY, "B");
        client.postAnalytics(new ProfileKey("ANOTHER"), "A");

        ayrshare.verify(3, postRequestedFor(urlEqualTo("/analytics/post")));
        ayrshare.verify(
                1, postRequestedFor(urlEqualTo("/analytics/post")).withHeader("Profile-Key", equalTo("ANOTHER")));
    }

    @Test
    void secretsAreMaskedInText() {
        var session = new LinkSession("https://profile.ayrshare.com?session=secret", Instant.EPOCH);

        assertThat(KEY.toString()).doesNotContain("PROFILE-KEY");
        assertThat(session.toString()).doesNotContain("secret");
        assertThat(settings().toString()).doesNotContain("API-KEY").doesNotContain("X-KEY");
    }

    private void answer(ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(any(anyUrl()).willReturn(answer));
    }

    private AyrshareApiClient client() {
        return new AyrshareClientConfiguration().ayrshareApiClient(TestClients.factory(), settings());
    }

    private AyrshareSettings settings() {
        return TestClients.settings(
                AyrshareSettings.class,
                "ayrshare",
                "api-url",
                ayrshare.baseUrl(),
                "x-api-key",
                "X-KEY",
                "x-api-secret",
                "X-SECRET",
                "retry.attempts",
                "1");
    }
}
