package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxState.Snapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The inbox's gauges, looked up every few seconds and not at every scrape. */
@Component
class InboxMetrics {
    private final InboxState state;
    private volatile @Nullable Snapshot last;

    InboxMetrics(InboxState state, MeterRegistry metrics) {
        this.state = state;
        Gauge.builder("webhook.inbox.depth", this, InboxMetrics::waiting).register(metrics);
        Gauge.builder("webhook.inbox.oldest.age", this, InboxMetrics::oldestAge)
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("webhook.inbox.dead", this, InboxMetrics::dead).register(metrics);
    }

    @Scheduled(fixedDelay = 5_000)
    void refresh() {
        try {
            last = state.now();
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not zero: the gauges then show no number at all.
            last = null;
        }
    }

    private double waiting() {
        var snapshot = last;
        return snapshot == null ? Double.NaN : snapshot.waiting();
    }

    private double oldestAge() {
        var snapshot = last;
        return snapshot == null
                ? Double.NaN
                : snapshot.oldestAge().toMillis()
                        / (double) Duration.ofSeconds(1).toMillis();
    }

    private double dead() {
        var snapshot = last;
        return snapshot == null ? Double.NaN : snapshot.dead();
    }
}
