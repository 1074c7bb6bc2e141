package dev.keelson.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.keelson.shared.DatabasePools;
import dev.keelson.shared.ProblemWriter;
import dev.keelson.shared.TestProblems;
import dev.keelson.testing.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The module's beans by its settings, with the defaults that are shipped. */
class LimitsConfigurationTest {
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({RateLimitSettings.class, RequestSettings.class})
    static class Settings {}

    private final String url = TestPostgres.freshDatabase();
    private final ApplicationContextRunner module = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(Settings.class, SharedBucketsConfiguration.class, LimitsConfiguration.class)
            .withBean(DatabasePools.class)
            .withBean(JdbcConnectionDetails.class, this::database)
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(ProblemWriter.class, TestProblems::writer);

    private JdbcConnectionDetails database() {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }

    @Test
    void oneNodeCountsInItsMemory() {
        module.run(context -> {
            assertThat(context).hasSingleBean(RateLimits.class).doesNotHaveBean(SharedBuckets.class);
            Taken taken = context.getBean(RateLimits.class).take(RateLimitPolicy.SENSITIVE, "somebody");
            assertThat(taken.remaining()).isEqualTo(19);
        });
    }

    @Test
    void nodesCountTogetherInTheDatabase() {
        var database = new DriverManagerDataSource(url);
        Flyway.configure().dataSource(database).load().migrate();

        module.withPropertyValues("keelson.rate-limits.shared=true").run(context -> {
            Taken taken = context.getBean(RateLimits.class).take(RateLimitPolicy.SENSITIVE, "somebody");

            assertThat(taken.remaining()).isEqualTo(19);
            assertThat(JdbcClient.create(database)
                            .sql("select caller from rate_limit_buckets")
                            .query(String.class)
                            .list())
                    .containsExactly("sensitive somebody");
            assertThat(context).getBean(RecurringTask.class).extracting("name").isEqualTo("rate-limit-full-buckets");
        });
    }

    @Test
    void limitsCanBeSwitchedOff() {
        module.withPropertyValues("keelson.rate-limits.enabled=false", "keelson.rate-limits.shared=true")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RateLimits.class)
                        .doesNotHaveBean(SharedBuckets.class));
    }

    @Test
    void limitOfNothingStopsTheStart() {
        module.withPropertyValues("keelson.rate-limits.user.requests=0")
                .run(context -> assertThat(context).hasFailed());
    }
}
