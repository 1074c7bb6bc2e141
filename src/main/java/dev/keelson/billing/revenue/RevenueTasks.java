package dev.keelson.billing.revenue;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When figures are worked out: on one node at a time. */
@Configuration(proxyBeanMethods = false)
class RevenueTasks {
    @Bean
    RecurringTask<Void> refreshRevenueTask(RefreshRevenue refresh, RevenueSettings settings) {
        return Tasks.recurring("billing-revenue", new RevenueSchedule(settings.refreshEvery()))
                .execute((_, context) ->
                        refresh.run(() -> context.getSchedulerState().isShuttingDown()));
    }
}
