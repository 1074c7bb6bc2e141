package dev.keelson.shared;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes stored answers that are no longer given: they repeat what users wrote. */
@Configuration(proxyBeanMethods = false)
class IdempotencyKeyTasks {
    @Bean
    RecurringTask<Void> expireIdempotencyKeysTask(IdempotencyKeys keys) {
        return Tasks.recurring("expire-idempotency-keys", Schedules.fixedDelay(Duration.ofHours(1)))
                .execute((_, _) -> keys.expire());
    }
}
