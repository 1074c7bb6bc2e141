package dev.keelson.billing.meters;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When usage is sent, and when it is forgotten. */
@Configuration(proxyBeanMethods = false)
class MeterTasks {
    @Bean
    RecurringTask<Void> sendUsageTask(SendUsage send, MeterSettings settings) {
        return Tasks.recurring("billing-meters", Schedules.fixedDelay(settings.sendEvery()))
                .execute((_, context) ->
                        send.run(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Bean
    RecurringTask<Void> purgeUsageTask(MeterPurge purge) {
        return Tasks.recurring("billing-meters-purge", Schedules.fixedDelay(Duration.ofHours(1)))
                .execute((_, context) ->
                        purge.run(() -> context.getSchedulerState().isShuttingDown()));
    }
}
