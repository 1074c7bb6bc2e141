package dev.keelson.social.posts;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The module's tasks. Their names are stored with what waits: renaming one loses its waiting posts.
 *
 * <p>A task's instance names what it is about, so that the same work is never scheduled twice.
 */
@Configuration(proxyBeanMethods = false)
class SocialTasks {
    static final TaskDescriptor<Void> PUBLISH_TARGET = TaskDescriptor.of("social-publish-target");
    static final TaskDescriptor<Void> PUBLISH_SCHEDULED_POST = TaskDescriptor.of("social-publish-scheduled-post");
    static final TaskDescriptor<Void> REMOVE_TARGET = TaskDescriptor.of("social-remove-target");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    @Bean
    Task<Void> publishTargetTask(PublishTarget publish) {
        return repeated(PUBLISH_TARGET, instance -> {
            var order = Order.parse(instance);
            return publish.run(order.target(), order.round());
        });
    }

    @Bean
    Task<Void> publishScheduledPostTask(PublishScheduledPost publish) {
        return repeated(PUBLISH_SCHEDULED_POST, instance -> {
            publish.run(UUID.fromString(instance.substring(0, 36)));
            return Optional.empty();
        });
    }

    @Bean
    Task<Void> removeTargetTask(RemoveTarget remove) {
        return repeated(REMOVE_TARGET, instance -> {
            remove.run(UUID.fromString(instance));
            return Optional.empty();
        });
    }

    /**
     * One order to send a target.
     *
     * @param round which of the target's orders: one that comes while an older one is just ending is a task of its own
     */
    record Order(UUID target, int round) {
        static Order parse(String instance) {
            String[] parts = instance.split(":", 2);
            return new Order(UUID.fromString(parts[0]), Integer.parseInt(parts[1]));
        }

        String instance() {
            return target + ":" + round;
        }
    }

    /** A task that runs until it no longer says when it is due again. One that fails is repeated, less and less often. */
    private static Task<Void> repeated(TaskDescriptor<Void> task, Function<String, Optional<Instant>> step) {
        FailureHandler<Void> later = (complete, operations) -> {
            int failures = complete.getExecution().consecutiveFailures;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 12));
            operations.reschedule(
                    complete, complete.getTimeDone().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
        };
        return Tasks.custom(task).onFailure(later).onDeadExecutionRevive().execute((instance, _) -> {
            var due = step.apply(instance.getId());
            return due.<CompletionHandler<Void>>map(at -> (complete, operations) -> operations.reschedule(complete, at))
                    .orElseGet(CompletionHandler.OnCompleteRemove::new);
        });
    }
}
