package dev.keelson.limits;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.shared.DatabasePools;
import dev.keelson.shared.DatabasePools.Plans;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the limits need of the database, where nodes count together. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "keelson.rate-limits.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("keelson.rate-limits.shared")
class SharedBucketsConfiguration {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofMillis(250);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int BATCH = 10_000;

    /** No data source for anybody else: who waits for a caller's bucket must take no connection from a request's work. */
    record Connections(HikariDataSource pool) implements AutoCloseable {
        @Override
        public void close() {
            pool.close();
        }
    }

    @Bean
    Connections rateLimitConnections(DatabasePools pools, RateLimitSettings settings) {
        return new Connections(pools.open(
                "limits",
                settings.connections(),
                CONNECTION_TIMEOUT,
                STATEMENT_TIMEOUT,
                TRANSACTION_TIMEOUT,
                Plans.FOR_EACH_CALL));
    }

    @Bean
    SharedBuckets sharedBuckets(RateLimitSettings settings, Connections connections, MeterRegistry metrics) {
        var meanwhile = new LocalBuckets(settings, TimeMeter.SYSTEM_MILLISECONDS);
        return new SharedBuckets(settings, connections.pool(), meanwhile, metrics);
    }

    @Bean
    RecurringTask<Void> fullBucketsTask(SharedBuckets buckets) {
        return Tasks.recurring("rate-limit-full-buckets", Schedules.fixedDelay(EVERY))
                .execute((_, context) -> {
                    boolean more = true;
                    while (more && !context.getSchedulerState().isShuttingDown()) {
                        more = buckets.removeFull(BATCH) == BATCH;
                    }
                });
    }
}
