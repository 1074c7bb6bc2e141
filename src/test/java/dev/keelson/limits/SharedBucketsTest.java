package dev.keelson.limits;

import static java.util.stream.Collectors.summingInt;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.TestPostgres;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes on one database, without the application around them. */
@BesideOthers
class SharedBucketsTest {
    private static final Duration SLOW = Duration.ofDays(1);
    private static final String URL = TestPostgres.freshDatabase();
    private static final HikariDataSource FIRST = pool(URL);
    private static final HikariDataSource SECOND = pool(URL);

    private final MeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeAll
    static void makeTable() {
        Flyway.configure().dataSource(FIRST).load().migrate();
    }

    @AfterAll
    static void close() {
        FIRST.close();
        SECOND.close();
    }

    private static HikariDataSource pool(String url) {
        var configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(4);
        configuration.setConnectionTimeout(5_000);
        configuration.setInitializationFailTimeout(-1);
        return new HikariDataSource(configuration);
    }

    private SharedBuckets node(HikariDataSource database, RateLimitSettings settings) {
        return new SharedBuckets(
                settings, database, new LocalBuckets(settings, TimeMeter.SYSTEM_MILLISECONDS), metrics);
    }

    @Test
    void twoNodesNeverGiveMoreThanThereIs() throws Exception {
        int capacity = 1_000;
        var settings = TestLimits.of(capacity, SLOW);
        var nodes = List.of(node(FIRST, settings), node(SECOND, settings));
        var start = new CountDownLatch(1);
        List<Future<Integer>> taken = new ArrayList<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                SharedBuckets node = nodes.get(i % 2);
                Callable<Integer> work = () -> {
                    start.await();
                    return IntStream.range(0, 40)
                            .map(_ -> node.take(RateLimitPolicy.USER, "both").allowed() ? 1 : 0)
                            .sum();
                };
                taken.add(threads.submit(work));
            }
            start.countDown();
        }

        // 64 times 40 ask; one more may have come back meanwhile, because a day has 86,400 seconds.
        assertThat(taken.stream().map(Future::resultNow).collect(summingInt(Integer::intValue)))
                .isBetween(capacity, capacity + 1);
        assertThat(metrics.counter("ratelimit.unshared").count()).isZero();
    }

    @Test
    void whatOneNodeHasGivenTheOtherHasNot() {
        var settings = TestLimits.of(3, SLOW);
        var first = node(FIRST, settings);
        var second = node(SECOND, settings);

        assertThat(first.take(RateLimitPolicy.READ, "one").remaining()).isEqualTo(2);
        assertThat(second.take(RateLimitPolicy.READ, "one").remaining()).isEqualTo(1);
        assertThat(first.take(RateLimitPolicy.READ, "one").remaining()).isZero();
        assertThat(second.take(RateLimitPolicy.READ, "one").allowed()).isFalse();
        assertThat(second.take(RateLimitPolicy.WRITE, "one").allowed()).isTrue();
    }

    @Test
    void floodOfTheRefusedDoesNotReachTheDatabase() {
        var node = node(FIRST, TestLimits.of(1, SLOW));
        node.take(RateLimitPolicy.USER, "flood");
        Taken refused = node.take(RateLimitPolicy.USER, "flood");
        JdbcClient.create(FIRST)
                .sql("delete from rate_limit_buckets where caller = 'user flood'")
                .update();

        assertThat(refused.allowed()).isFalse();
        assertThat(node.take(RateLimitPolicy.USER, "flood").allowed()).isFalse();
        assertThat(node.take(RateLimitPolicy.USER, "flood").untilNext()).isLessThanOrEqualTo(refused.untilNext());
    }

    @Test
    void withoutTheDatabaseEachNodeCountsForItself() {
        try (var nowhere = pool("jdbc:postgresql://127.0.0.1:1/nowhere")) {
            nowhere.setConnectionTimeout(250);
            var node = node(nowhere, TestLimits.of(2, SLOW));

            assertThat(node.take(RateLimitPolicy.USER, "alone").allowed()).isTrue();
            assertThat(node.take(RateLimitPolicy.USER, "alone").allowed()).isTrue();
            assertThat(node.take(RateLimitPolicy.USER, "alone").allowed()).isFalse();
        }
        assertThat(metrics.counter("ratelimit.unshared").count()).isEqualTo(3);
    }

    @Test
    void fullBucketsAreRemovedAndOthersStay() {
        var node = node(FIRST, TestLimits.of(10, SLOW));
        node.take(RateLimitPolicy.USER, "emptied");
        var jdbc = JdbcClient.create(FIRST);
        jdbc.sql("insert into rate_limit_buckets (caller, state, expires_at) values ('user full', '', 1)")
                .update();

        int removed = node.removeFull(100);

        assertThat(removed).isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from rate_limit_buckets where caller = 'user emptied'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void rowOfACallerEndsWhenItsBucketIsFull() {
        var node = node(FIRST, TestLimits.of(60, Duration.ofMinutes(1)));
        long before = System.currentTimeMillis();
        node.take(RateLimitPolicy.USER, "one of sixty");

        long expires = JdbcClient.create(FIRST)
                .sql("select expires_at from rate_limit_buckets where caller = 'user one of sixty'")
                .query(Long.class)
                .single();

        assertThat(expires - before).isBetween(1_000L, 60_000L);
    }
}
