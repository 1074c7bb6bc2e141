package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxState.Snapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The inbox's gauges, looked up every few seconds and not at every scrape. */
@Component
class InboxMetrics {
    private final InboxState state;
    private final MultiGauge dead;
    private volatile @Nullable Snapshot last;

    InboxMetrics(InboxState state, MeterRegistry metrics) {
        this.state = state;
        depth(metrics, "received", Snapshot::received);
        depth(metrics, "retry", Snapshot::retry);
        Gauge.builder(
                        "webhook.inbox.oldest.age",
                        () -> value(now -> now.oldestAge().toMillis() / 1_000.0))
                .description("How long the oldest event has waited, those with a later attempt included")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("webhook.attempts", () -> value(Snapshot::mostAttempts))
                .description("Most attempts that an event has had which still waits")
                .register(metrics);
        dead = MultiGauge.builder("webhook.dead")
                .description("Events that were given up and that nobody has decided about")
                .register(metrics);
    }

    private void depth(MeterRegistry metrics, String status, ToDoubleFunction<Snapshot> count) {
        Gauge.builder("webhook.inbox.depth", () -> value(count))
                .description("Events that wait for their first attempt, or for another one")
                .tag("status", status)
                .register(metrics);
    }

    @Scheduled(fixedDelay = 5_000)
    void refresh() {
        try {
            last = state.now();
            dead.register(
                    state.dead().stream()
                            .map(found ->
                                    Row.of(Tags.of("provider", found.provider(), "type", found.type()), found.count()))
                            .toList(),
                    true);
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not zero: the gauges then show no number at all.
            last = null;
            dead.register(List.of(), true);
        }
    }

    private double value(ToDoubleFunction<Snapshot> part) {
        var snapshot = last;
        return snapshot == null ? Double.NaN : part.applyAsDouble(snapshot);
    }
}
