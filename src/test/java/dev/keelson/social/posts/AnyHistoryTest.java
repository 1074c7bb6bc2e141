package dev.keelson.social.posts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareClients;
import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.shared.IdGenerator;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.NetworkAccess;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.PostHistory.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever happens to a post, with the pauses and time-outs of production: it goes out once at most, and what stands here is
 * true. Each {@link PostHistory} follows from its seed alone; {@code -Dkeelson.seed} repeats them.
 */
@SocialTest
class AnyHistoryTest {
    private static final int HISTORIES = 160;
    private static final int AT_A_TIME = 4;

    @Autowired
    private PostMedia media;

    @Autowired
    private SocialFixture social;

    @Autowired
    private Posts posts;

    @Autowired
    private Profiles profiles;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private IdGenerator ids;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient jdbc;

    private final long seed = Long.getLong("keelson.seed", new SplittableRandom().nextLong());
    private final Map<String, PostHistory> histories = new ConcurrentHashMap<>();
    private final PublishSettings settings = new Binder(
                    new MapConfigurationPropertySource(Map.of("keelson.social.publishing.look-for", "1h")))
            .bindOrCreate("keelson.social.publishing", PublishSettings.class);
    private HttpServer server;
    private AyrshareSettings ayrshareSettings;
    private AyrshareApiClient ayrshare;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        ayrshareSettings = TestClients.settings(
                AyrshareSettings.class,
                "ayrshare",
                "api-url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "x-api-key",
                "X-KEY",
                "x-api-secret",
                "X-SECRET",
                "retry.attempts",
                "1",
                "breaker.window",
                "100000",
                "breaker.minimum",
                "100000",
                "limit.calls",
                "1000000");
        ayrshare = AyrshareClients.client(ayrshareSettings);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** @param state the target's status and failure */
    private record Told(int number, PostHistory history, String state) {
        boolean isTrue() {
            boolean unknown = state.equals("unknown OUTCOME_UNKNOWN") && !history.isMarked();
            return switch ((int) history.published()) {
                case 0 -> state.startsWith("failed") || unknown;
                case 1 -> state.equals("published") || unknown;
                default -> false;
            };
        }

        @Override
        public String toString() {
            return "history %d, published %d times, told as %s:%n%s%n"
                    .formatted(number, history.published(), state, history.story());
        }
    }

    @Test
    void postGoesOutOnceAndWhatIsToldIsTrue() throws Exception {
        var seeds = new SplittableRandom(seed);
        try (var threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            var plays = IntStream.range(0, HISTORIES)
                    .<Callable<Told>>mapToObj(number -> {
                        var history = new PostHistory(seeds.nextLong(), settings, ayrshareSettings.postReadTimeout());
                        return () -> play(number, history);
                    })
                    .toList();
            var told = threads.invokeAll(plays).stream().map(Future::resultNow).toList();

            System.out.printf(
                    "%d histories, seed %d: %d published once, %d twice; %d sendings%n",
                    told.size(),
                    seed,
                    told.stream().filter(one -> one.history().published() == 1).count(),
                    told.stream().filter(one -> one.history().published() > 1).count(),
                    told.stream().mapToInt(one -> one.history().sendings()).sum());
            assertThat(told)
                    .as("seed %d", seed)
                    .filteredOn(one -> !one.isTrue())
                    .isEmpty();
        }
    }

    private Told play(int number, PostHistory history) {
        var member = social.linkedTo(Platform.X);
        histories.put(member.key().value(), history);
        var target = ordered(member, history);
        var attempts = new Attempts(jdbc, ids, history.clock());
        var publish = new PublishTarget(
                posts,
                attempts,
                new Outcomes(posts, attempts, accounts, settings, history.clock()),
                media,
                profiles,
                new NetworkAccess(ayrshareSettings),
                new PostSender(ayrshare, settings, history.clock()),
                settings,
                ayrshareSettings,
                history.clock(),
                history.new MortalTransactions(transactions));

        history.play(round -> publish.run(target, round), now -> retry(target, now));

        return new Told(number, history, stateOf(target));
    }

    private UUID ordered(Member member, PostHistory history) {
        return inTransaction(() -> {
            var now = history.clock().instant();
            List<String> media = history.drawsMedia() ? List.of("https://cdn.example.com/a.jpg") : List.of();
            var content = new PostContent("Hello", media, List.of(TargetContent.on(Platform.X)));
            var post = Post.draft(member.user().id(), content, UUID::randomUUID, now);
            var target = post.publish(now).getFirst();
            posts.saveAndFlush(post);
            return target.id();
        });
    }

    private Optional<Integer> retry(UUID target, Instant now) {
        return inTransaction(() -> {
            var post = posts.lockByTarget(target).orElseThrow();
            if (!post.target(target).isRetryable()) {
                return Optional.<Integer>empty();
            }
            post.retry(now);
            posts.saveAndFlush(post);
            return Optional.of(post.target(target).round());
        });
    }

    private <T> T inTransaction(Callable<T> work) {
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(_ -> {
            try {
                return work.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private String stateOf(UUID target) {
        return jdbc.sql("select concat_ws(' ', status, failure) from post_targets where id = :id")
                .param("id", target)
                .query(String.class)
                .single();
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            var history = Objects.requireNonNull(
                    histories.get(exchange.getRequestHeaders().getFirst("Profile-Key")));
            var answer = answerTo(exchange, history);
            if (answer.status() != 0) {
                byte[] body = answer.body().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
                exchange.getResponseHeaders().set("Retry-After", "0");
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            // The one who asked has gone.
        }
    }

    private static Answer answerTo(HttpExchange exchange, PostHistory history) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/history")) {
            return history.history(
                    Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll(".*limit=(\\d+).*", "$1")));
        }
        return exchange.getRequestMethod().equals("GET")
                ? history.byId(path.substring("/post/".length()))
                : history.post(JsonMapper.shared().readTree(exchange.getRequestBody()));
    }
}
