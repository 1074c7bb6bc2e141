package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs erasures until they are completed. */
@Configuration(proxyBeanMethods = false)
class ErasureTasks {
    /** The instance is the erasure's id. */
    static final TaskDescriptor<Void> ERASE = TaskDescriptor.of("auth-erase-user");

    @Bean
    Task<Void> eraseUserTask(RunErasure run, PrivacySettings settings) {
        // A step's failure is no failure of the task: here the database itself was away, or the process died.
        FailureHandler<Void> later = (complete, operations) -> operations.reschedule(
                complete,
                complete.getTimeDone()
                        .plus(settings.erasure().pauseAfter(complete.getExecution().consecutiveFailures + 1)));
        return Tasks.custom(ERASE)
                .onFailure(later)
                .onDeadExecutionRevive()
                .execute((instance, _) -> run.run(UUID.fromString(instance.getId()))
                        .<CompletionHandler<Void>>map(
                                due -> (complete, operations) -> operations.reschedule(complete, due))
                        .orElseGet(CompletionHandler.OnCompleteRemove::new));
    }
}
