package dev.keelson.sandbox.clerk;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.sandbox.clerk.ClerkCaller.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.testing.BesideOthers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class ClerkWebhooksTest {
    private RunningSandbox sandbox;
    private ClerkCaller clerk;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox();
        clerk = new ClerkCaller(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void eventIsSignedAsSvixDoes() throws Exception {
        var user = text(clerk.signUp(), "user_id");

        var request = await().until(() -> requests("user.created", user), found -> found.size() == 1)
                .getFirst();

        var id = request.getHeader("svix-id");
        var timestamp = request.getHeader("svix-timestamp");
        var mac = Mac.getInstance("HmacSHA256");
        var secret = SandboxKeys.CLERK_WEBHOOK_SECRET.replace("whsec_", "");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
        var signature = mac.doFinal((id + "." + timestamp + "." + request.getBodyAsString()).getBytes(UTF_8));
        assertThat(request.getHeader("svix-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
        assertThat(id).startsWith("msg_");
        assertThat(Instant.ofEpochSecond(Long.parseLong(timestamp)))
                .isCloseTo(Instant.now(), Assertions.within(60, ChronoUnit.SECONDS));
    }

    @Test
    void signUpIsToldWithWholeObjects() {
        var signedUp = clerk.signUp("first_name=Ada");
        var user = text(signedUp, "user_id");

        var created = event("user.created", user);
        var session = event("session.created", user);

        assertThat(text(created, "object")).isEqualTo("event");
        assertThat(text(created, "instance_id")).startsWith("ins_");
        assertThat(created.get("timestamp").longValue()).isGreaterThan(1_000_000_000_000L);
        assertThat(created.at("/event_attributes/http_request/client_ip").stringValue())
                .isEqualTo("127.0.0.1");
        assertThat(created.at("/event_attributes/http_request/user_agent").stringValue())
                .contains("Chrome");
        assertThat(created.at("/data/first_name").stringValue()).isEqualTo("Ada");
        assertThat(created.at("/data/last_sign_in_at").isNull()).isTrue();
        assertThat(session.at("/data/id").stringValue()).isEqualTo(text(signedUp, "session_id"));
        assertThat(session.at("/data/status").stringValue()).isEqualTo("active");
        assertThat(session.at("/data/user/id").stringValue()).isEqualTo(user);
        assertThat(session.at("/data/latest_activity/ip_address").stringValue()).isEqualTo("127.0.0.1");
    }

    @Test
    void changeIsToldWithANewerVersion() {
        var signedUp = clerk.signUp();
        var user = text(signedUp, "user_id");

        clerk.backend(PATCH, "/users/" + user, "{\"first_name\": \"Grace\"}");

        var versions = await().until(() -> events("user.updated", user), found -> found.size() == 2);
        assertThat(versions)
                .extracting(event -> event.at("/data/updated_at").longValue())
                .doesNotHaveDuplicates();
        assertThat(versions)
                .extracting(event -> event.at("/data/first_name").stringValue())
                .contains("Grace");
    }

    @Test
    void banIsToldByTheUserAndEverySession() {
        var signedUp = clerk.signUp();
        var user = text(signedUp, "user_id");

        clerk.backend(POST, "/users/%s/ban".formatted(user));

        assertThat(event("session.revoked", user).at("/data/status").stringValue())
                .isEqualTo("revoked");
        var updates = await().until(() -> events("user.updated", user), found -> found.size() == 2);
        assertThat(updates)
                .extracting(event -> event.at("/data/banned").booleanValue())
                .contains(true);
    }

    @Test
    void endOfASessionIsToldByItsKind() {
        var ended = clerk.signUp();
        var removed = clerk.signUp();

        clerk.frontend("/sessions/%s/end".formatted(text(ended, "session_id")), "");
        clerk.frontend("/sessions/%s/end".formatted(text(ended, "session_id")), "");
        clerk.frontend("/sessions/%s/remove".formatted(text(removed, "session_id")), "");

        assertThat(event("session.ended", text(ended, "user_id"))
                        .at("/data/status")
                        .stringValue())
                .isEqualTo("ended");
        assertThat(event("session.removed", text(removed, "user_id"))
                        .at("/data/status")
                        .stringValue())
                .isEqualTo("removed");
    }

    @Test
    void deletionIsToldByIdAlone() {
        var user = text(clerk.signUp(), "user_id");

        clerk.backend(DELETE, "/users/" + user);

        assertThat(event("user.deleted", user).get("data").toString())
                .isEqualTo("{\"deleted\":true,\"id\":\"%s\",\"object\":\"user\"}".formatted(user));
    }

    /** The only event of the type about the user. */
    private JsonNode event(String type, String userId) {
        return await().until(() -> events(type, userId), found -> found.size() == 1)
                .getFirst();
    }

    private List<JsonNode> events(String type, String userId) {
        return requests(type, userId).stream().map(ClerkWebhooksTest::read).toList();
    }

    private List<LoggedRequest> requests(String type, String userId) {
        return sandbox.keelson().findAll(postRequestedFor(urlEqualTo("/webhooks/clerk"))).stream()
                .filter(request -> text(read(request), "type").equals(type))
                .filter(request ->
                        userId.equals(read(request).at("/data/user_id").asString(""))
                                || userId.equals(read(request).at("/data/id").asString("")))
                .toList();
    }

    private static JsonNode read(LoggedRequest request) {
        return JsonMapper.shared().readTree(request.getBody());
    }
}
