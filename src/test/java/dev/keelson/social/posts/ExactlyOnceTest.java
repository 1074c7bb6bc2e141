package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.clients.TestClients;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareClients;
import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.shared.DatabaseLane;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.NetworkAccess;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.UnreliableAyrshare.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Over a thousand posts on two nodes that crash and stop at every step, and an Ayrshare that fails in every way it can: none
 * goes out twice, none is lost, and what stands here is what is true there.
 */
@SocialTest
class ExactlyOnceTest {
    private static final int USERS = 26;
    private static final int POSTS_EACH = 40;
    private static final int THREADS = 5;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    /** How long a node is silent before its work is another's. */
    private static final Duration DEAD_AFTER = Duration.ofMillis(300);

    @Autowired
    private SocialFixture social;

    @Autowired
    private Posts posts;

    @Autowired
    private Attempts attempts;

    @Autowired
    private PostMedia media;

    @Autowired
    private Profiles profiles;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private PostWebhooks webhooks;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private InstantSource clock;

    @Autowired
    private JdbcClient jdbc;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final DelayQueue<Due> queue = new DelayQueue<>();
    private final AtomicInteger crashes = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger twoNodes = new AtomicInteger();

    /** A step of an order. */
    private record Due(UUID target, int round, long atNanos) implements Delayed {
        static Due at(UUID target, int round, Instant at) {
            return new Due(
                    target,
                    round,
                    System.nanoTime() + Duration.between(Instant.now(), at).toNanos());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The transactions of a process that ends before one of them, or after, or stands still there. */
    private final class MortalTransactions extends TransactionTemplate {
        private static final long serialVersionUID = 1;

        MortalTransactions() {
            super(transactions);
        }

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            mayEnd();
            T result = super.execute(action);
            mayEnd();
            return result;
        }

        private void mayEnd() {
            int drawn;
            synchronized (random) {
                drawn = random.nextInt(200);
            }
            if (drawn < 8) {
                crashes.incrementAndGet();
                throw new Crash();
            }
            if (drawn < 12) {
                stops.incrementAndGet();
                sleep(Duration.ofMillis(900));
            }
        }
    }

    @Test
    void noneTwiceNoneLost() throws Exception {
        var settings = settings();
        long began = System.nanoTime();
        var nodes = Executors.newVirtualThreadPerTaskExecutor();
        try (var ayrshare = new UnreliableAyrshare(seed, Behaviour::drawn, PATIENCE, settings.historyAge())) {
            ayrshare.tells(event -> social.deliver(webhooks, event));
            var ordered = order();
            long prepared = System.nanoTime();
            for (int node = 0; node < 2; node++) {
                var publish = node(ayrshare.url(), settings);
                for (int thread = 0; thread < THREADS; thread++) {
                    nodes.execute(() -> DatabaseLane.BACKGROUND.run(() -> work(publish)));
                }
            }
            sleep(Duration.ofSeconds(1));
            ayrshare.beAwayFor(Duration.ofMillis(800));
            awaitSettled(ordered);
            int retried = 0;
            for (int round = 0; round < 10; round++) {
                int again = retry(ordered);
                retried += again;
                if (again == 0) {
                    break;
                }
                awaitSettled(ordered);
            }

            tell(ayrshare, ordered, retried, began, prepared);
            var statuses = statuses(ordered);
            var twice = ayrshare.truth();
            twice.values().removeIf(times -> times == 1);
            assertThat(twice).as("none twice, seed %d", seed).isEmpty();
            assertThat(ayrshare.sent()).as("each was sent").hasSize(ordered.size());
            for (var target : ordered) {
                String text = textOf(target);
                assertThat(statuses.get(target))
                        .as("none lost, %s, seed %d", text, seed)
                        .isEqualTo(ayrshare.truth().containsKey(text) ? "published" : "failed MEDIA_REFUSED");
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    private void work(PublishTarget publish) {
        try {
            while (true) {
                var due = queue.take();
                boolean doubled;
                synchronized (random) {
                    doubled = random.nextInt(25) == 0;
                }
                if (doubled) { // another node takes this one for dead
                    twoNodes.incrementAndGet();
                    queue.add(Due.at(due.target(), due.round(), Instant.now().plus(DEAD_AFTER)));
                }
                try {
                    publish.run(due.target(), due.round())
                            .ifPresent(at -> queue.add(Due.at(due.target(), due.round(), at)));
                } catch (Crash | TransactionException e) {
                    queue.add(Due.at(due.target(), due.round(), Instant.now().plus(DEAD_AFTER)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PublishTarget node(String url, PublishSettings settings) {
        var ayrshareSettings = TestClients.settings(
                AyrshareSettings.class,
                "ayrshare",
                "api-url",
                url,
                "x-api-key",
                "X-KEY",
                "x-api-secret",
                "X-SECRET",
                "retry.attempts",
                "1",
                "connect-timeout",
                "500ms",
                "read-timeout",
                "1s",
                "post-read-timeout",
                PATIENCE.toMillis() + "ms",
                "breaker.window",
                "100000",
                "breaker.minimum",
                "100000",
                "limit.calls",
                "1000000");
        AyrshareApiClient client = AyrshareClients.client(ayrshareSettings);
        var outcomes = new Outcomes(posts, attempts, accounts, settings, clock);
        return new PublishTarget(
                posts,
                attempts,
                outcomes,
                media,
                profiles,
                new NetworkAccess(ayrshareSettings),
                new PostSender(client, settings, clock),
                settings,
                ayrshareSettings,
                clock,
                new MortalTransactions());
    }

    private static PublishSettings settings() {
        String prefix = "keelson.social.publishing.";
        return new Binder(new MapConfigurationPropertySource(Map.of(
                        prefix + "look-after", "100ms",
                        prefix + "look-at-most", "500ms",
                        prefix + "look-for", "10m",
                        prefix + "settle-time", "500ms",
                        prefix + "min-looks", "2",
                        prefix + "history-age", "200ms",
                        prefix + "send-within", "500ms",
                        prefix + "asynchronous-ahead", "2s",
                        prefix + "pause-after-refused-connection", "50ms",
                        prefix + "max-waits", "30")))
                .bindOrCreate("keelson.social.publishing", PublishSettings.class);
    }

    private List<UUID> order() throws Exception {
        var platforms = List.of(Platform.X, Platform.TELEGRAM, Platform.TIKTOK, Platform.YOUTUBE);
        var ordered = new ArrayList<UUID>();
        for (int user = 0; user < USERS; user++) {
            var member = social.linkedTo(platforms.toArray(Platform[]::new));
            var own = IntStream.range(0, POSTS_EACH)
                    .mapToObj(i -> draft(member, platforms.get(random.nextInt(platforms.size()))))
                    .toList();
            new TransactionTemplate(transactions)
                    .executeWithoutResult(_ -> own.forEach(post -> {
                        var target = post.publish(Instant.now()).getFirst();
                        if (target.platform() == Platform.YOUTUBE) {
                            target.leaveToAyrshare();
                        }
                        posts.save(post);
                        ordered.add(target.id());
                    }));
        }
        ordered.forEach(target -> queue.add(Due.at(target, 1, Instant.now())));
        return ordered;
    }

    private static Post draft(Member member, Platform platform) {
        boolean video = platform == Platform.TIKTOK || platform == Platform.YOUTUBE;
        return Post.draft(
                member.user().id(),
                new PostContent(
                        "text of " + UUID.randomUUID(),
                        video ? List.of("https://cdn.example.com/a.mp4") : List.of(),
                        List.of(TargetContent.on(platform))),
                UUID::randomUUID,
                Instant.now());
    }

    /** What failed and may succeed; all of it is asked for again, and only that. */
    private int retry(List<UUID> ordered) {
        var failed = jdbc.sql("select id from post_targets where id = any(:ids) and status = 'failed'")
                .param("ids", ordered.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
        return (int) failed.stream().filter(this::isRetried).count();
    }

    private boolean isRetried(UUID target) {
        return Boolean.TRUE.equals(new TransactionTemplate(transactions).execute(_ -> {
            var post = posts.lockByTarget(target).orElseThrow();
            if (!post.target(target).isRetryable()) {
                return false;
            }
            post.retry(Instant.now());
            posts.saveAndFlush(post);
            int round = post.target(target).round();
            queue.add(Due.at(target, round, Instant.now().plusMillis(200)));
            return true;
        }));
    }

    private void awaitSettled(List<UUID> ordered) {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> jdbc.sql("""
                                select count(*) from post_targets where id = any(:ids)
                                  and (status in ('pending', 'publishing') or status = 'unknown' and failure is null)
                                """)
                                .param("ids", ordered.toArray(UUID[]::new))
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private Map<UUID, String> statuses(List<UUID> ordered) {
        Map<UUID, String> statuses = new HashMap<>();
        jdbc.sql("select id, concat_ws(' ', status, failure) as told from post_targets where id = any(:ids)")
                .param("ids", ordered.toArray(UUID[]::new))
                .query(row -> {
                    statuses.put(row.getObject("id", UUID.class), row.getString("told"));
                });
        return statuses;
    }

    private String textOf(UUID target) {
        return jdbc.sql("select p.content from posts p join post_targets t on t.post_id = p.id where t.id = :id")
                .param("id", target)
                .query(String.class)
                .single();
    }

    private void tell(UnreliableAyrshare ayrshare, List<UUID> ordered, int retried, long began, long prepared) {
        var truth = ayrshare.truth();
        var perStatus = new TreeMap<String, Integer>();
        statuses(ordered).values().forEach(status -> perStatus.merge(status, 1, Integer::sum));
        System.out.printf(
                "%d posts, seed %d: %d published once, %d twice; %s; %d sendings, %d looks; %d crashes, %d stops, %d on two"
                        + " nodes, %d retried by users; %s; %.1f s to prepare, %.1f s in all%n",
                ordered.size(),
                seed,
                truth.values().stream().filter(times -> times == 1).count(),
                truth.values().stream().filter(times -> times > 1).count(),
                perStatus,
                ayrshare.sent().values().stream().mapToInt(i -> i).sum(),
                ayrshare.looks(),
                crashes.get(),
                stops.get(),
                twoNodes.get(),
                retried,
                ayrshare.summary(),
                (prepared - began) / 1e9,
                (System.nanoTime() - began) / 1e9);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
