package dev.keelson.social.posts;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes due what is to be done, in the transaction that makes it necessary. A post that is planned needs nothing: its row says
 * when it is due.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class SocialQueue {
    private final DueTargets targets;
    /** Looked up late, as the scheduler is: they are made with what uses this. */
    private final ObjectProvider<Dispatcher> dispatcher;

    private final ObjectProvider<Scheduler> scheduler;
    private final InstantSource clock;

    SocialQueue(
            DueTargets targets,
            ObjectProvider<Dispatcher> dispatcher,
            ObjectProvider<Scheduler> scheduler,
            InstantSource clock) {
        this.targets = targets;
        this.dispatcher = dispatcher;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** @param ordered stored, with the order of which this is */
    void publish(List<PostTarget> ordered) {
        if (!ordered.isEmpty()) {
            targets.order(ordered.stream().map(PostTarget::id).toList());
            afterCommit(() -> dispatcher.getObject().wake());
        }
    }

    void remove(List<PostTarget> removed) {
        removeAll(removed.stream().map(PostTarget::id).toList());
    }

    @EventListener
    void remove(TurnedUp deleted) {
        removeAll(List.of(deleted.target()));
    }

    private void removeAll(List<UUID> removed) {
        removed.forEach(target -> scheduler
                .getObject()
                .scheduleIfNotExists(
                        SocialTasks.REMOVE_TARGET.instance(target.toString()).build(), clock.instant()));
        if (!removed.isEmpty()) {
            // The scheduler looks for work now and then; the user is waiting.
            afterCommit(() -> scheduler.getObject().triggerCheckForDueExecutions());
        }
    }

    private static void afterCommit(Runnable wake) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake.run();
            }
        });
    }
}
