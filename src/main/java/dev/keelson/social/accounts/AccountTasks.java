package dev.keelson.social.accounts;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks for links that end soon. */
@Configuration(proxyBeanMethods = false)
class AccountTasks {
    @Bean
    RecurringTask<Void> tellOfEndingLinksTask(EndingLinks ending, AccountSettings settings) {
        return Tasks.recurring("social-tell-of-ending-links", Schedules.fixedDelay(settings.lookForEndingEvery()))
                .execute((_, _) -> ending.tell());
    }
}
