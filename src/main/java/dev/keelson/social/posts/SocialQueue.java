package dev.keelson.social.posts;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Schedules the module's tasks in the transaction that makes them necessary: the scheduler works on the same data source, so
 * a post and its tasks exist together or not at all.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class SocialQueue {
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<Scheduler> scheduler;

    private final InstantSource clock;

    SocialQueue(ObjectProvider<Scheduler> scheduler, InstantSource clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    void publish(List<PostTarget> targets) {
        targets.forEach(target ->
                now(SocialTasks.PUBLISH_TARGET, new SocialTasks.Order(target.id(), target.round()).instance()));
    }

    /** A post that is rescheduled gets another task; the one before finds that its time has not come, and ends. */
    void publishAt(UUID post, Instant at) {
        schedule(SocialTasks.PUBLISH_SCHEDULED_POST, post + "@" + at, at);
    }

    void remove(List<PostTarget> targets) {
        targets.forEach(target -> now(SocialTasks.REMOVE_TARGET, target.id().toString()));
    }

    private void now(TaskDescriptor<Void> task, String instance) {
        schedule(task, instance, clock.instant());
    }

    private void schedule(TaskDescriptor<Void> task, String instance, Instant at) {
        scheduler.getObject().scheduleIfNotExists(task.instance(instance).build(), at);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                // The scheduler looks for work now and then; the user is waiting.
                scheduler.getObject().triggerCheckForDueExecutions();
            }
        });
    }
}
