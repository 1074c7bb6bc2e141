package dev.keelson.webhooks;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds the reconcilers that a job has to go through, in their order. */
@Component
class Reconcilers {
    private final List<Reconciler> beans;

    Reconcilers(List<Reconciler> beans) {
        Set<String> names = new HashSet<>();
        for (Reconciler reconciler : beans) {
            if (!names.add(reconciler.provider().id() + " " + reconciler.entity())) {
                throw new IllegalStateException(
                        "two reconcilers for %s of %s".formatted(reconciler.entity(), reconciler.provider()));
            }
        }
        this.beans = List.copyOf(beans);
    }

    List<Reconciler> covering(WebhookProvider provider, SyncScope scope, Instant askedAt) {
        return beans.stream()
                .filter(reconciler -> reconciler.provider() == provider)
                .filter(reconciler -> reconciler.covers(scope, askedAt))
                .toList();
    }
}
