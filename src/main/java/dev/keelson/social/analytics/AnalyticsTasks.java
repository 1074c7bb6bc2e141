package dev.keelson.social.analytics;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When numbers are collected. A post has no task of its own: it is found by its time. */
@Configuration(proxyBeanMethods = false)
class AnalyticsTasks {
    private static final int ACCOUNTS_PER_ROUND = 10;

    @Bean
    RecurringTask<Void> collectMetricsTask(CollectMetrics collect, AnalyticsSettings settings) {
        return Tasks.recurring("social-analytics", Schedules.fixedDelay(settings.every()))
                .execute((_, context) ->
                        collect.run(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Bean
    RecurringTask<Void> collectAccountsTask(
            CollectAccounts collect, StartCollecting start, AnalyticsSettings settings) {
        Duration every = settings.every().multipliedBy(ACCOUNTS_PER_ROUND);
        return Tasks.recurring("social-account-analytics", Schedules.fixedDelay(every))
                .execute((_, context) -> {
                    start.adopt();
                    collect.run(() -> context.getSchedulerState().isShuttingDown());
                });
    }
}
