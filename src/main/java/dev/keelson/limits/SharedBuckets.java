package dev.keelson.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keelson.limits.RateLimitSettings.Limit;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of all nodes on one database. Who was refused is refused from memory until the bucket can have refilled, so a
 * flood costs the database nothing.
 *
 * <p>While the database does not answer, each node counts for itself: nobody is refused because of it.
 */
final class SharedBuckets implements Buckets {
    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** Added to the time after which a bucket is full, for nodes whose clocks differ a little. */
    private static final Duration KEPT_LONGER = Duration.ofSeconds(10);

    private record Caller(RateLimitPolicy policy, String name) {
        String key() {
            return policy.id() + ' ' + name;
        }
    }

    private final RateLimitSettings settings;
    private final LocalBuckets meanwhile;
    private final PostgreSQLSelectForUpdateBasedProxyManager<String> buckets;
    private final Map<RateLimitPolicy, BucketConfiguration> configurations = new EnumMap<>(RateLimitPolicy.class);
    /** Until when, by {@link System#nanoTime}. */
    private final Cache<Caller, Long> refused;

    private final Counter countedAlone;
    private volatile long askAgainAt = System.nanoTime();
    private volatile boolean away;

    /** @param database connections that are for nothing else: several may wait for the bucket of one caller */
    SharedBuckets(RateLimitSettings settings, DataSource database, LocalBuckets meanwhile, MeterRegistry metrics) {
        this.settings = settings;
        this.meanwhile = meanwhile;
        this.buckets = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(database)
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("rate_limit_buckets")
                .idColumn("caller")
                .stateColumn("state")
                .expiresAtColumn("expires_at")
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_LONGER))
                .build();
        this.refused = Caffeine.newBuilder().maximumSize(settings.remembered()).build();
        this.countedAlone = Counter.builder("ratelimit.unshared")
                .description("requests that this node counted by itself, because the database did not answer")
                .register(metrics);
        for (RateLimitPolicy policy : RateLimitPolicy.values()) {
            configurations.put(policy, configuration(settings.limit(policy)));
        }
    }

    private static BucketConfiguration configuration(Limit limit) {
        return BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
    }

    @Override
    public Taken take(RateLimitPolicy policy, String name) {
        var caller = new Caller(policy, name);
        Long until = refused.getIfPresent(caller);
        if (until != null) {
            long wait = until - System.nanoTime();
            if (wait > 0) {
                return Taken.refused(policy, settings.limit(policy), Duration.ofNanos(wait));
            }
            refused.invalidate(caller);
        }
        return System.nanoTime() - askAgainAt < 0 ? alone(caller) : together(caller);
    }

    private Taken together(Caller caller) {
        long start = System.nanoTime();
        try {
            var probe = buckets.builder()
                    .build(caller.key(), () -> configurations.get(caller.policy()))
                    .tryConsumeAndReturnRemaining(1);
            // One that was under way when another failed proves nothing.
            if (away && start - askAgainAt >= 0) {
                away = false;
                log.info("rate_limits=shared_again");
            }
            if (!probe.isConsumed()) {
                refused.put(caller, System.nanoTime() + probe.getNanosToWaitForRefill());
            }
            return Taken.of(caller.policy(), settings.limit(caller.policy()), probe);
        } catch (RuntimeException e) {
            // Bucket4j wraps what the driver throws in exceptions of several kinds; whatever it is, nobody is refused
            // for it.
            askAgainAt = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
            if (!away) {
                away = true;
                log.warn("rate_limits=counted_by_each_node cause={}", cause(e));
            }
            return alone(caller);
        }
    }

    private Taken alone(Caller caller) {
        countedAlone.increment();
        return meanwhile.take(caller.policy(), caller.name());
    }

    /** @return how many were removed */
    int removeFull(int atMost) {
        return buckets.removeExpired(atMost);
    }

    private static String cause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
