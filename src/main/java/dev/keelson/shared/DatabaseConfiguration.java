package dev.keelson.shared;

import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.shared.DatabasePools.Plans;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.StringUtils;

/** One data source and one transaction manager over a pool for each lane. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
class DatabaseConfiguration {
    private static final Duration LISTENERS_MAY_FINISH = Duration.ofSeconds(10);

    /** Takes each connection from the pool of the lane that its thread works on. */
    static final class Lanes extends AbstractRoutingDataSource implements AutoCloseable {
        private final Map<DatabaseLane, HikariDataSource> pools;

        Lanes(Map<DatabaseLane, HikariDataSource> pools) {
            this.pools = pools;
            setTargetDataSources(new HashMap<>(pools));
        }

        @Override
        protected Object determineCurrentLookupKey() {
            return DatabaseLane.current();
        }

        @Override
        public void close() {
            pools.values().forEach(HikariDataSource::close);
        }
    }

    /** The database that is configured; the sandbox and the tests bring another. */
    @Bean
    @Fallback
    @Conditional(Configured.class)
    JdbcConnectionDetails configuredDatabase(DataSourceProperties properties) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return properties.determineUrl();
            }

            @Override
            public @Nullable String getUsername() {
                return properties.determineUsername();
            }

            @Override
            public @Nullable String getPassword() {
                return properties.determinePassword();
            }
        };
    }

    /** The setting is there but empty where the environment does not give it. */
    static class Configured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
        }
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource(DatabasePools pools, DatabaseSettings settings) {
        var lanes = new EnumMap<DatabaseLane, HikariDataSource>(DatabaseLane.class);
        lanes.put(DatabaseLane.WEB, open(pools, "web", settings.web(), Plans.FOR_EACH_CALL));
        lanes.put(DatabaseLane.WEBHOOKS, open(pools, "webhooks", settings.webhooks(), Plans.ONCE));
        lanes.put(DatabaseLane.BACKGROUND, open(pools, "background", settings.background(), Plans.FOR_EACH_CALL));
        lanes.put(DatabaseLane.LISTENERS, open(pools, "listeners", settings.listeners(), Plans.FOR_EACH_CALL));
        return new Lanes(lanes);
    }

    /**
     * Flyway's own connections, closed when it is done. A migration takes as long as it takes, so that none of the lanes'
     * time limits is for it. They are no bean, because whatever is a data source is asked for its health, too.
     */
    @Bean
    FlywayConfigurationCustomizer migrations(DatabasePools pools) {
        return flyway -> flyway.dataSource(pools.withoutPool("migrations"));
    }

    /** Methods on a schedule. */
    @Bean
    TaskDecorator backgroundLane() {
        return task -> () -> DatabaseLane.BACKGROUND.run(task);
    }

    /**
     * Runs the listeners of module events. As many at a time as their pool has connections: a thousand events at once would
     * otherwise wait for one all together, and most of them in vain. One connection each is enough, for the registry of event
     * publications is written before a listener's transaction and after it. The others wait in a queue; what the process
     * forgets with its end is in the registry.
     */
    @Bean({"applicationTaskExecutor", "taskExecutor"})
    ThreadPoolTaskExecutor applicationTaskExecutor(DatabaseSettings settings) {
        var executor = new ThreadPoolTaskExecutor();
        int listeners = settings.listeners().connections();
        executor.setCorePoolSize(listeners);
        executor.setMaxPoolSize(listeners);
        // Few, and always at the database: a virtual thread would cost a poller and a carrier for each of its answers.
        executor.setThreadFactory(Thread.ofPlatform().name("listener-", 0).factory());
        executor.setTaskDecorator(task -> () -> DatabaseLane.LISTENERS.run(task));
        executor.setWaitForTasksToCompleteOnShutdown(false);
        executor.setAwaitTerminationMillis(LISTENERS_MAY_FINISH.toMillis());
        return executor;
    }

    private static HikariDataSource open(DatabasePools pools, String name, DatabaseSettings.Pool pool, Plans plans) {
        return pools.open(
                name,
                pool.connections(),
                pool.connectionTimeout(),
                pool.statementTimeout(),
                pool.transactionTimeout(),
                plans);
    }
}
