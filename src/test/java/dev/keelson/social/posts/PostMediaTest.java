package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;

/** What the media library knows of a post's media counts when the post is judged, and decides how it is sent. */
@SocialTest
class PostMediaTest {
    private static final String POSTS = "/api/v1/social/posts";
    private static final long MEGABYTE = 1_000_000;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private JdbcClient jdbc;

    private Member member;

    @BeforeEach
    void member() {
        member = social.linkedTo(Platform.X, Platform.FACEBOOK);
    }

    @Test
    void imageThatIsTooLargeForItsNetworkIsFoundByTheValidation() {
        String url = known("image", "image/png", 6 * MEGABYTE, null);

        var verdicts = social.send(member, POSTS + "/validate", body(url, "draft", "x", "facebook"), 200);

        assertThat(verdicts.path("valid").asBoolean()).isFalse();
        assertThat(codes(verdicts, 0)).contains("MEDIA_TOO_LARGE");
        assertThat(codes(verdicts, 1)).doesNotContain("MEDIA_TOO_LARGE");
    }

    @Test
    void imageOfSomebodyElseIsNotKnown() {
        String url = known("image", "image/png", 6 * MEGABYTE, null);
        member = social.linkedTo(Platform.X);

        var verdicts = social.send(member, POSTS + "/validate", body(url, "draft", "x"), 200);

        assertThat(codes(verdicts, 0)).contains("MEDIA_UNCHECKED").doesNotContain("MEDIA_TOO_LARGE");
    }

    @Test
    void imageThatIsTooLargeIsRefusedBeforeItIsPublished() {
        String url = known("image", "image/png", 6 * MEGABYTE, null);

        var problem = social.send(member, POSTS, body(url, "now", "x"), 422);

        assertThat(problem.path("code").asString()).isEqualTo("POST_BREAKS_RULES");
        assertThat(problem.path("errors").path(0).path("field").asString()).isEqualTo("mediaUrls[0]");
    }

    @Test
    void mediumThatIsGoneBeforeThePostGoesOutCannotBeScheduledWithIt() {
        String url = known("image", "image/png", MEGABYTE, Instant.now().plus(Duration.ofDays(1)));

        social.send(member, POSTS, body(url, soon(Duration.ofHours(20)), "x"), 201);
        var problem = social.send(member, POSTS, body(url, soon(Duration.ofHours(30)), "x"), 422);

        assertThat(problem.path("errors").path(0).path("message").asString()).contains("expires");
    }

    @ParameterizedTest
    @CsvSource({"60, true", "10, false"})
    void videoThatTakesLongIsLeftToAyrshare(int megabytes, boolean leftToAyrshare) {
        String url = known("video", "video/mp4", megabytes * MEGABYTE, null);
        String later = "AYR-" + UUID.randomUUID();
        ayrshare.stubFor(member.only(get("/post/" + later)).willReturn(okJson("""
                {"status": "success", "id": "%s", "postIds": [{"status": "success", "platform": "facebook", "id": "2"}]}
                """.formatted(later))));
        ayrshare.stubFor(member.only(post("/post")).atPriority(2).willReturn(okJson("""
                {"status": "success", "id": "AYR-%1$s", "postIds": [{"status": "success", "platform": "facebook", "id": "1"}]}
                """.formatted(UUID.randomUUID()))));
        ayrshare.stubFor(member.only(post("/post"))
                .atPriority(1)
                .withRequestBody(matchingJsonPath("$.scheduleDate"))
                .willReturn(okJson("""
                        {"status": "scheduled", "posts": [{"status": "scheduled", "scheduleDate": "2026-12-01T10:00:00Z",
                          "id": "%s", "refId": "r", "post": "Look"}]}
                        """.formatted(later))));

        var created = social.send(member, POSTS, body(url, "now", "facebook"), 202);

        var id = UUID.fromString(created.path("id").asString());
        var published = social.await(member, id, PostStatus.PUBLISHED);
        assertThat(published.path("targets").path(0).path("networkPostId").asString())
                .isEqualTo(leftToAyrshare ? "2" : "1");
        ayrshare.verify(1, member.only(postRequestedFor(urlEqualTo("/post"))));
    }

    private static String soon(Duration ahead) {
        return Instant.now().plus(ahead).toString();
    }

    private static Iterable<String> codes(JsonNode verdicts, int target) {
        return verdicts.path("targets")
                .path(target)
                .path("findings")
                .valueStream()
                .map(finding -> finding.path("code").asString())
                .toList();
    }

    private static String body(String url, String when, String... platforms) {
        return """
                {"content": "Look", "mediaUrls": ["%s"], "when": "%s", "targets": [{"platform": "%s"}]}
                """.formatted(url, when, String.join("\"}, {\"platform\": \"", platforms));
    }

    /** @return the address of a medium that is in the member's library */
    private String known(String kind, String contentType, long bytes, @Nullable Instant expiresAt) {
        String url =
                "https://media.example.com/%s.%s".formatted(UUID.randomUUID(), kind.equals("video") ? "mp4" : "png");
        jdbc.sql("""
                        insert into media (id, user_id, source, state, kind, content_type, name, bytes, sha256, width, height,
                          duration_ms, url, reachable, checked_at, expires_at, created_at, updated_at)
                        values (gen_random_uuid(), :user, 'upload', 'ready', :kind, :type, 'a file', :bytes, :hash, 1000, 1000,
                          case :kind when 'video' then 20000 end, :url, true, now(), :expires::timestamptz, now(), now())
                        """)
                .param("user", member.user().id().value())
                .param("kind", kind)
                .param("type", contentType)
                .param("bytes", bytes)
                .param("hash", url)
                .param("url", url)
                .param("expires", expiresAt == null ? null : expiresAt.toString())
                .update();
        return url;
    }
}
