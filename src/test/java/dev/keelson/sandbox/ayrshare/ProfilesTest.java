package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.sandbox.server.RunningSandbox;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

class ProfilesTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void keyIsGivenOnCreationAndNeverAgain() {
        var title = "tenant-" + UUID.randomUUID();

        var created = create("{\"title\": \"%s\", \"tags\": [\"plan:pro\"]}".formatted(title));

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.text("/status")).isEqualTo("success");
        assertThat(created.text("/title")).isEqualTo(title);
        assertThat(created.text("/refId")).matches("[0-9a-f]{40}");
        assertThat(created.text("/profileKey")).matches("([A-Z0-9]{7}-){3}[A-Z0-9]{7}");
        var listed = get("/profiles?title=" + title);
        assertThat(listed.body().path("profiles")).hasSize(1);
        assertThat(listed.text("/profiles/0/refId")).isEqualTo(created.text("/refId"));
        assertThat(listed.text("/profiles/0/tags/0")).isEqualTo("plan:pro");
        assertThat(listed.text()).doesNotContain(created.text("/profileKey"));
    }

    @Test
    void titleIsRequired() {
        var refused = create("{}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(101);
    }

    @Test
    void takenTitleIsRefusedUntilItsProfileIsGone() {
        var profile = ayrshare.profile();
        var sameTitle = "{\"title\": \"%s\"}".formatted(profile.title());

        var refused = create(sameTitle);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(146);

        var deleted = call(HttpMethod.DELETE, "/profiles", "{\"profileKey\": \"%s\"}".formatted(profile.key()));

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text("/refId")).isEqualTo(profile.refId());
        assertThat(profile.get("/user").status()).isEqualTo(403);
        assertThat(create(sameTitle).status()).isEqualTo(200);
    }

    @Test
    void profileIsRenamed() {
        var profile = ayrshare.profile();
        var title = profile.title() + " renamed";

        var changed = call(
                HttpMethod.PATCH,
                "/profiles",
                "{\"profileKey\": \"%s\", \"title\": \"%s\"}".formatted(profile.key(), title));

        assertThat(changed.text("/refId")).isEqualTo(profile.refId());
        assertThat(get("/profiles?refId=" + profile.refId()).text("/profiles/0/title"))
                .isEqualTo(title);
        assertThat(create("{\"title\": \"%s\"}".formatted(title)).code()).isEqualTo(146);
        assertThat(create("{\"title\": \"%s\"}".formatted(profile.title())).status())
                .isEqualTo(200);
    }

    @Test
    void listIsReadPageByPage() {
        ayrshare.profile();
        ayrshare.profile();

        var first = get("/profiles?limit=1");
        var second = get("/profiles?limit=1&cursor=" + first.text("/nextCursor"));

        assertThat(first.body().path("hasMore").asBoolean()).isTrue();
        assertThat(second.body().path("profiles")).hasSize(1);
        assertThat(second.text("/profiles/0/refId")).isNotEqualTo(first.text("/profiles/0/refId"));
    }

    @Test
    void wrongKeysAreRefused() {
        var unknown = ayrshare.call(HttpMethod.GET, "/user", "Bearer nonsense", null, null);
        var missing = ayrshare.call(HttpMethod.GET, "/user", null, null, null);
        var unknownProfile = ayrshare.call(HttpMethod.GET, "/user", "NOBODYS-KEY", null);

        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.code()).isEqualTo(102);
        assertThat(missing.status()).isEqualTo(401);
        assertThat(unknownProfile.status()).isEqualTo(403);
    }

    @Test
    void forgottenProfileKeyActsOnThePrimaryProfile() {
        var user = get("/user");

        assertThat(user.text("/title")).isEqualTo("Primary Profile");
        assertThat(user.body().path("activeSocialAccounts")).hasSize(13);
    }

    @Test
    void bodyThatIsNotJsonIsAnsweredWithAPage() {
        var refused = create("{\"title\": ");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().getContentType()).isNotNull();
        assertThat(MediaType.TEXT_HTML.isCompatibleWith(refused.headers().getContentType()))
                .isTrue();
        assertThat(refused.text()).contains("Bad Request");
    }

    @Test
    void valueOfTheWrongTypeIsABadParameter() {
        var refused = create("{\"title\": {\"no\": \"text\"}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo(101);
        assertThat(get("/profiles?limit=many").code()).isEqualTo(101);
    }

    @Test
    void unknownEndpointIsNotFound() {
        var refused = get("/nothing");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("/status")).isEqualTo("error");
    }

    @Test
    void callsAreCountedAndRefusedBeyondTheLimit() {
        try (var sandbox = new RunningSandbox()) {
            var limited = new Ayrshare(sandbox);
            var profile = limited.profile();

            var first = profile.get("/user");
            limited.control("/rate-limit", "{\"max\": 1}");
            var second = profile.get("/user");

            assertThat(first.headers().getFirst("x-ratelimit-max")).isEqualTo("300");
            assertThat(first.headers().getFirst("x-ratelimit-count")).isEqualTo("1");
            assertThat(second.status()).isEqualTo(429);
            assertThat(second.headers().getFirst("x-ratelimit-count")).isEqualTo("2");
        }
    }

    private Ayrshare.Answer create(String body) {
        return call(HttpMethod.POST, "/profiles", body);
    }

    private Ayrshare.Answer call(HttpMethod method, String path, String body) {
        return ayrshare.call(method, path, null, body);
    }

    private Ayrshare.Answer get(String path) {
        return ayrshare.call(HttpMethod.GET, path, null, null);
    }
}
