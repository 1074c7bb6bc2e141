package dev.keelson.social.posts;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The module's tasks. Their names are stored with what waits: renaming one loses its waiting work.
 *
 * <p>What is to be published is no task: {@link DueWatch} and {@link Dispatcher} find it in the posts' own rows. One of these
 * tasks looks there too, should a node's own watch have died.
 */
@Configuration(proxyBeanMethods = false)
class SocialTasks {
    static final TaskDescriptor<Void> REMOVE_TARGET = TaskDescriptor.of("social-remove-target");

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(20);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    @Bean
    Task<Void> sweepDuePostsTask(DueWatch watch) {
        return Tasks.recurring("social-due-posts", Schedules.fixedDelay(SWEEP_EVERY))
                .execute((_, _) -> {
                    watch.orderAll();
                    watch.tellWhoIsLate();
                    watch.recover();
                });
    }

    @Bean
    Task<Void> clockChangesTask(ClockChanges changes) {
        return Tasks.recurring("social-clock-changes", Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 20)))
                .execute((_, _) -> changes.apply());
    }

    /** A task's instance names what it is about, so that the same work is never scheduled twice. */
    @Bean
    Task<Void> removeTargetTask(RemoveTarget remove) {
        FailureHandler<Void> later = (complete, operations) -> {
            int failures = complete.getExecution().consecutiveFailures;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 12));
            operations.reschedule(
                    complete, complete.getTimeDone().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
        };
        return Tasks.custom(REMOVE_TARGET)
                .onFailure(later)
                .onDeadExecutionRevive()
                .execute((instance, _) -> {
                    remove.run(UUID.fromString(instance.getId()));
                    return new CompletionHandler.OnCompleteRemove<>();
                });
    }
}
