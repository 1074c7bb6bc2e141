package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes exports, and deletes those that have expired. */
@Configuration(proxyBeanMethods = false)
class ExportTasks {
    /** The instance is the export's id. */
    static final TaskDescriptor<Void> EXPORT = TaskDescriptor.of("auth-export-data");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(10);

    @Bean
    OneTimeTask<Void> exportDataTask(MakeExport make) {
        return Tasks.oneTime(EXPORT)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, _) -> make.run(UUID.fromString(instance.getId())));
    }

    @Bean
    RecurringTask<Void> expireExportsTask(DataExports exports) {
        return Tasks.recurring("auth-expire-exports", Schedules.fixedDelay(BETWEEN_EXPIRIES))
                .execute((_, _) -> exports.expire());
    }
}
