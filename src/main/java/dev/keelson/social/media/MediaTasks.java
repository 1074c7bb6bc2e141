package dev.keelson.social.media;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Clears up after uploads that have died with their process. */
@Configuration(proxyBeanMethods = false)
class MediaTasks {
    @Bean
    RecurringTask<Void> forgetFailedUploadsTask(MediaStore store) {
        return Tasks.recurring("social-forget-failed-uploads", Schedules.fixedDelay(Duration.ofMinutes(15)))
                .execute((_, _) -> store.clean());
    }
}
