package dev.keelson.social.imports;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Works on imports, and clears away what is left of old ones. */
@Configuration(proxyBeanMethods = false)
class ImportTasks {
    /** The instance is the import's id. */
    static final TaskDescriptor<Void> IMPORT = TaskDescriptor.of("social-import");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 8;
    private static final Duration BETWEEN_CLEARINGS = Duration.ofMinutes(10);

    @Bean
    Task<Void> importTask(ProcessImport process, ImportSettings settings) {
        FailureHandler<Void> later = (complete, operations) -> {
            int failures = complete.getExecution().consecutiveFailures;
            if (failures + 1 >= settings.attempts()) {
                // The others are not to wait for it for ever.
                process.giveUpRow(
                        UUID.fromString(complete.getExecution().taskInstance.getId()));
            }
            operations.reschedule(
                    complete,
                    complete.getTimeDone().plus(FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS))));
        };
        return Tasks.custom(IMPORT).onFailure(later).onDeadExecutionRevive().execute((instance, _) -> {
            var due = process.run(UUID.fromString(instance.getId()));
            return due.<CompletionHandler<Void>>map(at -> (complete, operations) -> operations.reschedule(complete, at))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        });
    }

    @Bean
    RecurringTask<Void> clearImportsTask(ClearImports clear) {
        return Tasks.recurring("social-clear-imports", Schedules.fixedDelay(BETWEEN_CLEARINGS))
                .execute((_, _) -> clear.run());
    }
}
