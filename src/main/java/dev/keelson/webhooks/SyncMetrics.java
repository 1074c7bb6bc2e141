package dev.keelson.webhooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code webhook.reconcile.last.success.age}: how long it is that a comparison with the vendor got through; no number where
 * none ever has. It is the database's, and so the same on every node.
 */
@Component
class SyncMetrics {
    private final SyncStore store;
    private final InstantSource clock;
    private final Map<WebhookProvider, Instant> last = new ConcurrentHashMap<>();

    SyncMetrics(SyncStore store, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        for (WebhookProvider provider : WebhookProvider.values()) {
            Gauge.builder("webhook.reconcile.last.success.age", () -> age(provider))
                    .description("Time since everything of the vendor was last compared")
                    .baseUnit("seconds")
                    .tag("provider", provider.id())
                    .register(metrics);
            // An alert on a counter needs it to be there before it counts.
            metrics.counter("webhook.reconcile.failed", "provider", provider.id());
        }
    }

    @Scheduled(fixedDelay = 15_000)
    void refresh() {
        try {
            for (WebhookProvider provider : WebhookProvider.values()) {
                store.lastSuccess(provider).ifPresent(at -> last.put(provider, at));
            }
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not fresh: the gauges then show no number at all.
            last.clear();
        }
    }

    private double age(WebhookProvider provider) {
        var at = last.get(provider);
        return at == null
                ? Double.NaN
                : Duration.between(at, clock.instant()).toMillis()
                        / (double) Duration.ofSeconds(1).toMillis();
    }
}
