package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What users see while a vendor gets slow, refuses, fails, is gone and comes back: each stand-in is taken through all of it,
 * with the application in a process of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class OutageTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** For what takes a moment, on a machine that other tests keep busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static KeelsonProcess keelson;
    private static String api;
    private static String sandbox;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        int sandboxPort = KeelsonProcess.freePort();
        api = "http://127.0.0.1:" + port + "/api/v1";
        sandbox = "http://127.0.0.1:" + sandboxPort;
        keelson = KeelsonProcess.startSandbox(
                port, sandboxPort, directory.resolve("data"), directory.resolve("keelson.log"), settings());
    }

    /** All is shorter than in production, so that the test is. */
    private static String[] settings() {
        List<String> settings = new ArrayList<>();
        for (String vendor : List.of("clerk", "stripe", "ayrshare")) {
            String client = "--keelson.clients." + vendor;
            settings.addAll(List.of(
                    client + ".read-timeout=1s",
                    client + ".deadline=4s",
                    client + ".retry.attempts=2",
                    client + ".retry.pause=10ms",
                    client + ".breaker.window=6",
                    client + ".breaker.minimum=4",
                    client + ".breaker.open=2s",
                    client + ".breaker.trials=2"));
        }
        settings.add("--keelson.clients.ayrshare.post-read-timeout=2s");
        settings.addAll(List.of(
                "--keelson.social.publishing.look-after=1s",
                "--keelson.social.publishing.look-at-most=5s",
                "--keelson.social.publishing.settle-time=5s",
                "--keelson.social.publishing.pause-after-refused-connection=1s"));
        settings.add("--keelson.clients.stripe.cache.upcoming-invoices.ttl=1ms");
        return settings.toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        keelson.close();
    }

    private record Answer(
            int status, JsonNode body, @Nullable String retryAfter) {
        String code() {
            return body.path("code").asString("");
        }
    }

    /** What a user does that needs the vendor. */
    private interface Try {
        Answer it() throws Exception;
    }

    @Test
    void clerk() throws Exception {
        var user = new Person();
        var suspended = new Person();
        var admin = new Person().makeAdmin();
        String suspendedId = suspended.id();
        Try rename = () -> user.send("PATCH", "/me", "{\"firstName\":\"Ada\"}");

        lifecycle("clerk", admin, rename, 200, () -> {
            assertThat(user.get("/me").status()).isEqualTo(200);
            // In force at once; the ban at Clerk waits for Clerk.
            var suspension = admin.send("POST", "/admin/users/" + suspendedId + "/suspend", null);
            assertThat(suspension.status()).isEqualTo(202);
            assertThat(suspended.get("/me").status()).isEqualTo(403);
        });

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(clerkSays(suspended).path("banned").asBoolean())
                                .isTrue());
    }

    @Test
    void stripe() throws Exception {
        var user = new Person();
        var admin = new Person().makeAdmin();
        String subscription = user.subscribe();
        String upcoming = "/billing/upcoming-invoice?subscriptionId=" + subscription;
        long due = user.get(upcoming).body().path("amountDue").asLong();
        Try portal = () -> user.send("POST", "/billing/portal-sessions", null);

        lifecycle("stripe", admin, portal, 201, () -> {
            assertThat(user.get("/billing/subscriptions").body().path("items").size())
                    .isEqualTo(1);
            assertThat(user.get("/billing/entitlements").status()).isEqualTo(200);
            var stale = user.get(upcoming);
            assertThat(stale.status()).isEqualTo(200);
            assertThat(stale.body().path("stale").asBoolean()).isTrue();
            assertThat(stale.body().path("amountDue").asLong()).isEqualTo(due);
        });

        assertThat(user.get(upcoming).body().path("stale").asBoolean()).isFalse();
    }

    @Test
    void ayrshare() throws Exception {
        var user = new Person();
        var admin = new Person().makeAdmin();
        user.link("bluesky");
        List<String> posts = new ArrayList<>();
        Try refresh = () -> user.send("POST", "/social/accounts/refresh", null);

        lifecycle("ayrshare", admin, refresh, 200, () -> {
            assertThat(user.get("/social/accounts").body().path("items").size()).isEqualTo(1);
            // It waits until Ayrshare is back.
            var post = user.send(
                    "POST",
                    "/social/posts",
                    "{\"content\":\"Written in outage %d\",\"targets\":[{\"platform\":\"bluesky\"}],\"when\":\"now\"}"
                            .formatted(posts.size()));
            assertThat(post.status()).isEqualTo(202);
            posts.add(post.body().path("id").asString());
        });

        assertThat(posts).isNotEmpty();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(posts)
                        .allSatisfy(post -> assertThat(user.get("/social/posts/" + post)
                                        .body()
                                        .path("status")
                                        .asString())
                                .isEqualTo("published")));
    }

    /** @param meanwhile what works although the vendor does not */
    private static void lifecycle(String vendor, Person admin, Try call, int good, Meanwhile meanwhile)
            throws Exception {
        assertThat(call.it().status()).isEqualTo(good);
        assertThat(breaker(admin, vendor)).isEqualTo("closed");

        spoil(vendor, "\"latencyMillis\":3000");
        assertThat(call.it().code()).isIn("VENDOR_OUTCOME_UNKNOWN", "VENDOR_UNAVAILABLE");
        opens(vendor, admin, call);
        recovers(vendor, admin, call, good);

        spoil(vendor, "\"status\":429,\"retryAfterSeconds\":2");
        var limited = call.it();
        assertThat(limited.code()).isEqualTo("VENDOR_RATE_LIMITED");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.retryAfter()).isNotNull();
        assertThat(breaker(admin, vendor)).isEqualTo("closed");
        recovers(vendor, admin, call, good);

        spoil(vendor, "\"status\":503");
        opens(vendor, admin, call);
        meanwhile.works();
        recovers(vendor, admin, call, good);

        spoil(vendor, "\"reset\":true");
        opens(vendor, admin, call);
        meanwhile.works();
        recovers(vendor, admin, call, good);
    }

    private interface Meanwhile {
        void works() throws Exception;
    }

    private static void opens(String vendor, Person admin, Try call) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            var answer = call.it();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("VENDOR_UNAVAILABLE");
            assertThat(answer.body().path("action").asString()).isNotBlank();
            assertThat(answer.retryAfter()).isNotNull();
            assertThat(breaker(admin, vendor)).isIn("open", "half_open");
        });
    }

    /** By itself. */
    private static void recovers(String vendor, Person admin, Try call, int good) throws Exception {
        request("DELETE", sandbox + "/control/" + vendor + "/misbehaviour", null, null);
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            assertThat(call.it().status()).isEqualTo(good);
            assertThat(breaker(admin, vendor)).isEqualTo("closed");
        });
    }

    private static String breaker(Person admin, String vendor) throws Exception {
        for (JsonNode client : admin.get("/admin/clients").body()) {
            if (client.path("name").asString().equals(vendor)) {
                return client.path("breaker").asString();
            }
        }
        throw new AssertionError("no such client");
    }

    private static void spoil(String vendor, String how) throws Exception {
        var answer = request(
                "POST", sandbox + "/control/" + vendor + "/misbehaviour", null, "{\"calls\":100000," + how + "}");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static JsonNode clerkSays(Person person) throws Exception {
        return request("GET", sandbox + "/clerk/v1/users/" + person.clerkId, "sk_test_sandbox_clerk", null)
                .body();
    }

    private static Answer request(String method, String url, @Nullable String token, @Nullable String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header(
                    "Content-Type", body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
        }
        // A client each time: a connection that is kept may have been cut with the vendor's.
        HttpResponse<String> answer;
        try (var http = HttpClient.newHttpClient()) {
            answer = http.send(
                    request.method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(
                answer.statusCode(),
                JSON.readTree(json ? answer.body() : "{}"),
                answer.headers().firstValue("Retry-After").orElse(null));
    }

    /** Somebody who has just signed up. */
    private static final class Person {
        private final String token;
        private final String clerkId;

        Person() throws Exception {
            var signedUp = request(
                    "POST",
                    sandbox + "/clerk/v1/client/sign_ups",
                    null,
                    "email_address=%s@example.com&first_name=Ada&lifetime_seconds=3600".formatted(UUID.randomUUID()));
            this.token = signedUp.body().path("jwt").asString();
            var payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
            var claims = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            this.clerkId = JSON.readTree(claims).path("sub").asString();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get("/me").status()).isEqualTo(200));
        }

        Person makeAdmin() throws Exception {
            var made = request(
                    "PATCH",
                    sandbox + "/clerk/v1/users/" + clerkId + "/metadata",
                    "sk_test_sandbox_clerk",
                    "{\"public_metadata\":{\"role\":\"admin\"}}");
            assertThat(made.status()).isEqualTo(200);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get("/admin/clients").status())
                            .as("%s is %s", get("/me").body(), clerkSays(this))
                            .isEqualTo(200));
            return this;
        }

        String id() throws Exception {
            return get("/me").body().path("id").asString();
        }

        /** @return our id of the subscription */
        String subscribe() throws Exception {
            var checkout = send("POST", "/billing/checkout-sessions", "{\"priceId\":\"price_pro_monthly_usd\"}");
            request("POST", checkout.body().path("url").asString() + "/pay", null, "x=1");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get("/billing/subscriptions")
                                    .body()
                                    .path("items")
                                    .path(0)
                                    .path("status")
                                    .asString())
                            .isEqualTo("active"));
            return get("/billing/subscriptions")
                    .body()
                    .path("items")
                    .path(0)
                    .path("id")
                    .asString();
        }

        void link(String network) throws Exception {
            var page = send("POST", "/social/link-sessions", null);
            request("POST", page.body().path("url").asString(), null, "networks=" + network);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    get("/social/accounts").body().path("items").size())
                            .isEqualTo(1));
        }

        Answer get(String path) throws IOException, InterruptedException {
            return request("GET", api + path, token, null);
        }

        Answer send(String method, String path, @Nullable String body) throws IOException, InterruptedException {
            return request(method, api + path, token, body);
        }
    }
}
