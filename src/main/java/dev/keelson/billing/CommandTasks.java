package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settles what nobody came back for. */
@Configuration(proxyBeanMethods = false)
class CommandTasks {
    @Bean
    RecurringTask<Void> settleCommandsTask(SettleCommands settle) {
        return Tasks.recurring("billing-settle-commands", Schedules.fixedDelay(Duration.ofSeconds(30)))
                .execute((_, _) -> settle.settleAll());
    }
}
