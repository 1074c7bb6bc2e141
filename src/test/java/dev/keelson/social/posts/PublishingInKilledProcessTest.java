package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.social.posts.UnreliableAyrshare.Behaviour;
import dev.keelson.social.posts.UnreliableAyrshare.Moment;
import dev.keelson.testing.KeelsonProcess;
import dev.keelson.testing.TestPostgres;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A process that is killed while it publishes, and the one after it while it looks for what the first may have sent. Dozens of
 * posts are under way each time, at every step; the rest of the steps are {@link ExactlyOnceTest}'s.
 */
@Execution(ExecutionMode.CONCURRENT)
class PublishingInKilledProcessTest {
    private static final int USERS = 12;
    private static final int POSTS = 240;
    /** However slow the machine is: this proves nothing about speed. */
    private static final Duration LONG = Duration.ofMinutes(4);

    private static final String[] NETWORKS = {"x", "telegram", "tiktok"};

    private final WireMockServer vendors = new WireMockServer(options().dynamicPort());
    private final HttpClient http = HttpClient.newHttpClient();
    private final String database = TestPostgres.freshDatabase();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(database));
    private final AtomicReference<@Nullable KeelsonProcess> running = new AtomicReference<>();
    private final Map<Moment, AtomicInteger> seen = new EnumMap<>(Moment.class);
    /** The second process might be done with all that it has to look for before it is known to be ready. */
    private volatile CompletableFuture<@Nullable Void> looksMayBegin = CompletableFuture.completedFuture(null);

    private volatile Moment killAt = Moment.PUBLISHED;
    private volatile int killAfter = Integer.MAX_VALUE;

    @BeforeEach
    void start() {
        vendors.start();
        for (var moment : Moment.values()) {
            seen.put(moment, new AtomicInteger());
        }
    }

    @AfterEach
    void stop() {
        var last = running.get();
        if (last != null) {
            last.close();
        }
        vendors.stop();
    }

    @Test
    void eachPostGoesOutOnceThoughTheProcessIsKilled(@TempDir Path directory) throws Exception {
        long seed = new Random().nextLong();
        int port = KeelsonProcess.freePort();
        Path output = directory.resolve("keelson.log");
        try (var ayrshare = new UnreliableAyrshare(
                seed,
                random -> random.nextInt(4) == 0 ? Behaviour.PUBLISHES : Behaviour.IS_SLOW,
                Duration.ofSeconds(2),
                Duration.ofMillis(200))) {
            ayrshare.watchedBy(this::killWhenItIsTime);
            startKeelson(port, output, ayrshare);
            for (int user = 0; user < USERS; user++) {
                linkNetworks(port, user);
            }
            killWhen(Moment.PUBLISHED, 40);
            // Not in the common pool, which may be one thread: that a process has ended is told there, and what calls
            // answer.
            var poster = CompletableFuture.runAsync(() -> postAll(port), Thread::startVirtualThread);
            awaitKill();
            String first = states();
            looksMayBegin = new CompletableFuture<>();
            startKeelson(port, output, ayrshare);
            killWhen(Moment.LOOKED, 5);
            looksMayBegin.complete(null);
            awaitKill();
            String second = states();
            startKeelson(port, output, ayrshare);
            poster.get();
            await().atMost(LONG).until(() -> count("posts where status = 'publishing'") == 0);

            System.out.printf(
                    "killed twice, seed %d: %d posts, %d published once, %d twice, %d sendings, %d looks; attempts when killed"
                            + " while publishing: %s; while looking: %s%n",
                    seed,
                    count("posts"),
                    ayrshare.truth().values().stream()
                            .filter(times -> times == 1)
                            .count(),
                    ayrshare.truth().values().stream()
                            .filter(times -> times > 1)
                            .count(),
                    ayrshare.sent().values().stream().mapToInt(i -> i).sum(),
                    ayrshare.looks(),
                    first,
                    second);
            assertThat(count("posts")).isEqualTo(POSTS);
            assertThat(ayrshare.truth()).as("none lost, seed %d", seed).hasSize(POSTS);
            assertThat(ayrshare.truth().values())
                    .as("none twice, seed %d", seed)
                    .containsOnly(1);
            assertThat(count("posts where status <> 'published'")).isZero();
        }
    }

    private void killWhen(Moment moment, int times) {
        killAt = moment;
        killAfter = seen(moment).get() + times;
    }

    private AtomicInteger seen(Moment moment) {
        return Objects.requireNonNull(seen.get(moment));
    }

    private void killWhenItIsTime(Moment moment) {
        if (moment == Moment.LOOKED) {
            looksMayBegin.join();
        }
        int times = seen(moment).incrementAndGet();
        if (moment == killAt && times >= killAfter) {
            killAfter = Integer.MAX_VALUE;
            var victim = running.get();
            if (victim != null) {
                victim.kill();
                running.compareAndSet(victim, null);
            }
        }
    }

    private void awaitKill() {
        await().atMost(LONG).until(() -> running.get() == null);
    }

    /** How far the attempts were, by what was recorded of them. */
    private String states() {
        return jdbc.sql(
                        "select coalesce(string_agg(n || ' ' || outcome, ', '), 'none')"
                                + " from (select outcome, count(*) as n from post_attempts group by outcome order by outcome) s")
                .query(String.class)
                .single();
    }

    private void startKeelson(int port, Path output, UnreliableAyrshare ayrshare) throws IOException {
        running.set(KeelsonProcess.start(
                port,
                output,
                "--spring.profiles.active=test",
                "--spring.datasource.url=" + database,
                "--keelson.clients.clerk.api-url=" + vendors.baseUrl(),
                "--keelson.clients.stripe.api-url=" + vendors.baseUrl(),
                "--keelson.clients.ayrshare.api-url=" + ayrshare.url(),
                "--keelson.clients.ayrshare.post-read-timeout=3s",
                "--keelson.social.publishing.look-after=100ms",
                "--keelson.social.publishing.look-at-most=500ms",
                "--keelson.social.publishing.settle-time=1s",
                "--keelson.social.publishing.send-within=1s",
                "--keelson.social.publishing.history-age=200ms",
                "--keelson.social.publishing.min-looks=2",
                "--keelson.social.publishing.pause-after-refused-connection=100ms",
                // How soon a process is taken for dead.
                "--keelson.social.schedule.claimed-for=2s",
                "--db-scheduler.heartbeat-interval=500ms",
                "--db-scheduler.polling-interval=200ms"));
    }

    private void linkNetworks(int port, int user) throws Exception {
        assertThat(new WebhookSender(port)
                        .clerk("msg_" + user, """
                {"type": "user.created", "object": "event", "timestamp": 1716883200000, "data": {"id": "%s",
                 "updated_at": 1716883200000, "email_addresses": []}}
                """.formatted(clerkId(user)))
                        .statusCode())
                .isEqualTo(200);
        await().atMost(LONG).until(() -> count("users") == user + 1);
        assertThat(send(port, user, "/link-sessions", null, "{}").statusCode()).isLessThan(300);
        assertThat(send(port, user, "/accounts/refresh", null, "").statusCode()).isEqualTo(200);
    }

    /** As a client does that is told to repeat with the same key what had no answer. */
    private void postAll(int port) {
        for (int i = 0; i < POSTS; i++) {
            int number = i;
            await().pollDelay(Duration.ZERO).atMost(LONG).until(() -> post(port, number));
        }
    }

    private boolean post(int port, int number) throws InterruptedException {
        String network = NETWORKS[number % NETWORKS.length];
        String media = network.equals("tiktok") ? ", \"mediaUrls\": [\"https://cdn.example.com/a.mp4\"]" : "";
        String body = "{\"content\": \"Text number %d\", \"targets\": [{\"platform\": \"%s\"}], \"when\": \"now\"%s}"
                .formatted(number, network, media);
        try {
            var answer = send(port, number % USERS, "/posts", "key-" + number, body);
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 401, 409, 503);
            return answer.statusCode() == 202;
        } catch (IOException e) {
            return false; // nobody is there
        }
    }

    private HttpResponse<String> send(int port, int user, String path, @Nullable String key, String body)
            throws IOException, InterruptedException {
        var tokens = new TestTokens(vendors.baseUrl(), "https://clerk.example.com", "https://app.example.com");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/social" + path))
                .header("Authorization", "Bearer " + tokens.of(clerkId(user), "sess_" + user))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String clerkId(int user) {
        return "user_killedposter" + user;
    }

    private long count(String rows) {
        return jdbc.sql("select count(*) from " + rows).query(Long.class).single();
    }
}
