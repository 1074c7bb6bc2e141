package dev.keelson.webhooks;

import dev.keelson.shared.VendorObjectsChanged;
import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is to be done of handled events once the transaction that records them has committed. */
@Component
class HandledEvents {
    private final ProcessMetrics metrics;
    private final ApplicationEventPublisher events;

    HandledEvents(ProcessMetrics metrics, ApplicationEventPublisher events) {
        this.metrics = metrics;
        this.events = events;
    }

    /** Counts the attempts, and says whose objects are other now. */
    void afterCommit(List<Attempt> attempts) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                metrics.count(attempts);
                changed(attempts)
                        .forEach((provider, subjects) ->
                                events.publishEvent(new VendorObjectsChanged(provider.id(), subjects)));
            }
        });
    }

    private static Map<WebhookProvider, Set<String>> changed(List<Attempt> attempts) {
        var changed = new EnumMap<WebhookProvider, Set<String>>(WebhookProvider.class);
        for (Attempt attempt : attempts) {
            if (attempt.ending() != Ending.FAILED) {
                changed.computeIfAbsent(attempt.event().provider(), _ -> new HashSet<>())
                        .add(attempt.event().subject());
            }
        }
        return changed;
    }
}
