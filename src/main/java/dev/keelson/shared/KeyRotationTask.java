package dev.keelson.shared;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs {@link ReEncryption} on a node that has the key in question as its primary one. */
@Configuration(proxyBeanMethods = false)
class KeyRotationTask {
    private static final Logger log = LoggerFactory.getLogger(KeyRotationTask.class);
    private static final Duration LATER = Duration.ofSeconds(30);

    /** The instance is the id of the key. */
    static final TaskDescriptor<Target> ROTATE = TaskDescriptor.of("encryption-rotate", Target.class);

    /**
     * @param keyId the key that is to encrypt everything
     * @param until how long nodes that do not have it as their primary key leave the task to others
     */
    record Target(long keyId, Instant until) {}

    @Bean
    Task<Target> rotateKeysTask(
            ObjectProvider<ReEncryption> work,
            ObjectProvider<KeyRotation> rotation,
            Encryption encryption,
            InstantSource clock) {
        FailureHandler<Target> again = (complete, operations) ->
                operations.reschedule(complete, complete.getTimeDone().plus(LATER));
        return Tasks.custom(ROTATE).onFailure(again).onDeadExecutionRevive().execute((instance, context) -> {
            var target = instance.getData();
            if (target.keyId() != encryption.primaryKeyId()) {
                return leaveToOthers(target, clock.instant());
            }
            BooleanSupplier stop = () -> context.getSchedulerState().isShuttingDown();
            boolean finished = work.getObject().run(stop).finished();
            rotation.getObject().refresh();
            return finished ? new CompletionHandler.OnCompleteRemove<>() : again(Duration.ZERO);
        });
    }

    /** During a roll-out nodes with the old and with the new key set run side by side; each would undo the other's work. */
    private static CompletionHandler<Target> leaveToOthers(Target target, Instant now) {
        if (now.isBefore(target.until())) {
            return again(LATER);
        }
        log.warn("encryption=rotation_given_up key={}: no node has it as its primary key", target.keyId());
        return new CompletionHandler.OnCompleteRemove<>();
    }

    private static CompletionHandler<Target> again(Duration pause) {
        return (complete, operations) ->
                operations.reschedule(complete, complete.getTimeDone().plus(pause));
    }
}
