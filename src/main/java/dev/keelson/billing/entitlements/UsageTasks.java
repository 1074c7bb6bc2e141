package dev.keelson.billing.entitlements;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Forgets what single uses were for, when their period is long over. */
@Configuration(proxyBeanMethods = false)
class UsageTasks {
    @Bean
    RecurringTask<Void> forgetOldUsesTask(UsageCounters counters) {
        return Tasks.recurring("billing-forget-old-uses", Schedules.fixedDelay(Duration.ofDays(1)))
                .execute((_, _) -> counters.forgetOld());
    }
}
