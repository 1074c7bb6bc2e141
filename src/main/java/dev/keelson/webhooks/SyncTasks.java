package dev.keelson.webhooks;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When reconciliations run. The names are stored with what waits. */
@Configuration(proxyBeanMethods = false)
class SyncTasks {
    /** The instance is the job's id. */
    static final TaskDescriptor<Void> RUN = TaskDescriptor.of("webhook-sync-job");

    private static final Duration TICK = Duration.ofSeconds(30);

    @Bean
    Task<Void> syncJobTask(ObjectProvider<SyncRun> run, SyncSettings settings) {
        // Failures of vendor and database are the job's own business; this is for what it cannot know.
        FailureHandler<Void> again = (complete, operations) -> operations.reschedule(
                complete,
                complete.getTimeDone().plus(settings.pauseAfter(complete.getExecution().consecutiveFailures + 1)));
        return Tasks.custom(RUN).onFailure(again).onDeadExecutionRevive().execute((instance, context) -> {
            var due = run.getObject()
                    .run(
                            UUID.fromString(instance.getId()),
                            () -> context.getSchedulerState().isShuttingDown());
            return due.<CompletionHandler<Void>>map(at -> (complete, operations) -> operations.reschedule(complete, at))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        });
    }

    @Bean
    RecurringTask<Void> syncScheduleTask(ObjectProvider<SyncSchedule> schedule) {
        return Tasks.recurring("webhook-sync-schedule", Schedules.fixedDelay(TICK))
                .execute((_, _) -> schedule.getObject().tick());
    }
}
