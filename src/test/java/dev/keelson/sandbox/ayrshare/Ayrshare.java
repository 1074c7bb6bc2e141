package dev.keelson.sandbox.ayrshare;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Calls the stand-in as a client of Ayrshare's would, and sees the webhooks that it sends. */
final class Ayrshare {
    /** Lives as long as the JVM; the tests are kept apart by profiles of their own. */
    private static final RunningSandbox SHARED = new RunningSandbox(MovableClock.class);

    private final RunningSandbox sandbox;

    Ayrshare(RunningSandbox sandbox) {
        this.sandbox = sandbox;
        sandbox.keelson().stubFor(post("/webhooks/ayrshare").atPriority(10).willReturn(status(200)));
    }

    static Ayrshare shared() {
        return new Ayrshare(SHARED);
    }

    record Answer(int status, JsonNode body, String text, HttpHeaders headers) {
        /** What is in the wrapper of an answer to a call with a Profile-Key. */
        JsonNode post() {
            return body.path("posts").path(0);
        }

        String text(String pointer) {
            return body.at(pointer).asString("");
        }

        int code() {
            return body.path("code").asInt(0);
        }
    }

    /** A profile that nobody else uses. */
    record Profile(Ayrshare ayrshare, String title, String refId, String key) {
        Answer post(String body) {
            return ayrshare.call(HttpMethod.POST, "/post", key, body);
        }

        Answer post(String text, String... networks) {
            return post(body(text, networks));
        }

        Answer get(String path) {
            return ayrshare.call(HttpMethod.GET, path, key, null);
        }

        Answer call(HttpMethod method, String path, String body) {
            return ayrshare.call(method, path, key, body);
        }

        List<JsonNode> awaitHooks(int count, Predicate<JsonNode> wanted) {
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> hooks().stream().filter(wanted).count() >= count);
            var hooks = hooks().stream().filter(wanted).toList();
            assertThat(hooks).hasSize(count);
            return hooks;
        }

        List<JsonNode> awaitHooks(int count, String action) {
            return awaitHooks(count, hook -> hook.path("action").asString().equals(action));
        }

        private List<JsonNode> hooks() {
            return requests().stream()
                    .map(request -> JsonMapper.shared().readTree(request.getBody()))
                    .toList();
        }

        List<LoggedRequest> requests() {
            return ayrshare.sandbox.keelson().findAll(postRequestedFor(urlEqualTo("/webhooks/ayrshare"))).stream()
                    .filter(request -> request.getBodyAsString().contains(refId))
                    .toList();
        }
    }

    static String body(String text, String... networks) {
        var body = JsonMapper.shared().createObjectNode().put("post", text);
        var platforms = body.putArray("platforms");
        List.of(networks).forEach(platforms::add);
        return body.toString();
    }

    Profile profile(String... networks) {
        var title = "tenant-" + UUID.randomUUID();
        var created = call(HttpMethod.POST, "/profiles", null, "{\"title\": \"%s\"}".formatted(title));
        var profile = new Profile(this, title, created.text("/refId"), created.text("/profileKey"));
        if (networks.length > 0) {
            link(linkUrl(profile, "{}"), networks);
            profile.awaitHooks(networks.length, "social");
        }
        return profile;
    }

    String linkUrl(Profile profile, String body) {
        return profile.call(HttpMethod.POST, "/profiles/link-sessions", body).text("/url");
    }

    ResponseEntity<String> link(String url, String... networks) {
        var form = new LinkedMultiValueMap<String, String>();
        List.of(networks).forEach(network -> form.add("networks", network));
        return client().post().uri(url).body(form).retrieve().toEntity(String.class);
    }

    ResponseEntity<String> page(String url) {
        return client().get().uri(url).retrieve().toEntity(String.class);
    }

    Answer call(HttpMethod method, String path, @Nullable String profileKey, @Nullable String body) {
        return call(method, path, "Bearer " + SandboxKeys.AYRSHARE_API_KEY, profileKey, body);
    }

    Answer call(
            HttpMethod method,
            String path,
            @Nullable String authorization,
            @Nullable String profileKey,
            @Nullable String body) {
        var request = client().method(method).uri("/ayrshare/api" + path);
        if (authorization != null) {
            request.header(HttpHeaders.AUTHORIZATION, authorization);
        }
        if (profileKey != null) {
            request.header("Profile-Key", profileKey);
        }
        return send(request, body);
    }

    Answer callWithXKeys(Profile profile, String body) {
        return send(
                client().post()
                        .uri("/ayrshare/api/post")
                        .header(HttpHeaders.AUTHORIZATION, "Bearer " + SandboxKeys.AYRSHARE_API_KEY)
                        .header("Profile-Key", profile.key())
                        .header("X-Twitter-OAuth1-Api-Key", "key")
                        .header("X-Twitter-OAuth1-Api-Secret", "secret"),
                body);
    }

    /** @param path below {@code /ayrshare/sandbox} */
    Answer control(String path, String body) {
        return send(client().post().uri("/ayrshare/sandbox" + path), body);
    }

    private static Answer send(RestClient.RequestBodySpec request, @Nullable String body) {
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        var answer = request.retrieve().toEntity(String.class);
        var text = answer.getBody() == null ? "" : answer.getBody();
        return new Answer(answer.getStatusCode().value(), json(text), text, answer.getHeaders());
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    <T> T bean(Class<T> type) {
        return sandbox.bean(type);
    }

    RunningSandbox sandbox() {
        return sandbox;
    }

    private RestClient client() {
        return sandbox.client();
    }
}
