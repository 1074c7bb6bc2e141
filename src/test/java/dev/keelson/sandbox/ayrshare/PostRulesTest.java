package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class PostRulesTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            instagram | 138 | "post": "Hi"
            instagram | 101 | "post": "#a #b #c #d #e #f", "mediaUrls": ["https://x.example/a.jpg"]
            instagram | 101 | "post": "@a @b @c @d", "mediaUrls": ["https://x.example/a.jpg"]
            facebook  | 440 | "post": "Hi", "mediaUrls": ["https://x.example/missing.jpg"]
            facebook  | 101 | "post": "Hi", "mediaUrls": ["http://x.example/a.jpg"]
            facebook  | 101 | "post": "Hi", "mediaUrls": ["https://x.example/a.jpg", "https://x.example/b.mp4"]
            bluesky   | 101 | "post": ""
            bluesky   | 101 | "post": "", "mediaUrls": ["https://x.example/a.jpg"]
            threads   | 101 | "post": "#one #two"
            gmb       | 101 | "post": "Call +49 30 1234567"
            youtube   | 101 | "post": "Hi", "mediaUrls": ["https://x.example/a.mp4"]
            youtube   | 101 | "post": "Hi", "mediaUrls": ["https://x.example/a.jpg"], "title": "T"
            youtube   | 101 | "post": "<b>", "mediaUrls": ["https://x.example/a.mp4"], "title": "T"
            reddit    | 101 | "post": "Hi", "redditOptions": {"title": "T"}
            tiktok    | 101 | "post": "Hi", "mediaUrls": ["https://x.example/a.png"]
            snapchat  | 101 | "post": "Hi", "mediaUrls": ["https://x.example/a.jpg", "https://x.example/b.jpg"]
            """)
    void brokenRuleIsNamed(String network, int code, String fields) {
        var answer = validate(network, fields);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/status")).isEqualTo("error");
        assertThat(answer.body().at("/errors/0/code").asInt()).isEqualTo(code);
        assertThat(answer.text("/errors/0/platform")).isEqualTo(network);
        assertThat(answer.text("/errors/0/message")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            instagram | "post": "", "mediaUrls": ["https://x.example/a.jpg", "https://x.example/b.mp4"]
            facebook  | "post": "Hi"
            linkedin  | "post": "", "mediaUrls": "https://x.example/a.jpg"
            youtube   | "post": "Hi", "mediaUrls": ["https://x.example/a.mp4"], "youTubeOptions": {"title": "T"}
            reddit    | "post": "Hi", "redditOptions": {"title": "T", "subreddit": "test"}
            tiktok    | "post": "Hi", "mediaUrl": ["https://x.example/a.jpg"]
            twitter   | "post": "Hi", "twitterOptions": {"longPost": true}
            snapchat  | "post": "Hi", "isVideo": true, "mediaUrls": ["https://x.example/a"]
            """)
    void goodPostPasses(String network, String fields) {
        var answer = validate(network, fields);

        assertThat(answer.text()).contains("\"status\":\"success\"");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("errors")).isEmpty();
    }

    @Test
    void validationPublishesNothing() {
        var profile = ayrshare.profile("bluesky");

        profile.call(HttpMethod.POST, "/validate/post", Ayrshare.body("Hello", "bluesky"));

        assertThat(profile.get("/history").status()).isEqualTo(400);
        assertThat(profile.call(HttpMethod.POST, "/validate/post", "{\"platforms\": [\"bluesky\"]}")
                        .code())
                .isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({
        "twitter, Hello, 5",
        "twitter, see https://keelson.com/a/very/long/path, 27",
        "twitter, see keelson.com now, 31",
        "twitter, 日本, 4",
        "twitter, 👩‍👩‍👧, 2",
        "bluesky, 👩‍👩‍👧, 1",
        "bluesky, é, 1",
        "linkedin, 👍, 1"
    })
    void textIsCountedAsTheNetworkDoes(String network, String text, int length) {
        assertThat(TextLength.of(Network.of(network), text)).isEqualTo(length);
    }

    private Ayrshare.Answer validate(String network, String fields) {
        return ayrshare.call(
                HttpMethod.POST, "/validate/post", null, "{%s, \"platforms\": [\"%s\"]}".formatted(fields, network));
    }
}
