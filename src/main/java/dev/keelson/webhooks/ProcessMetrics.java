package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * {@code webhook.process} by provider, type and outcome: how long handlers took; {@code webhook.lag} by provider: from an
 * event's arrival to the end of its handling.
 */
@Component
class ProcessMetrics {
    private record Key(WebhookProvider provider, String type, Ending ending) {}

    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Map<Key, Timer> process = new ConcurrentHashMap<>();
    private final Map<WebhookProvider, Timer> lag = new ConcurrentHashMap<>();

    ProcessMetrics(MeterRegistry metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    void count(List<Attempt> attempts) {
        Instant now = clock.instant();
        for (Attempt attempt : attempts) {
            var event = attempt.event();
            process.computeIfAbsent(new Key(event.provider(), event.type(), attempt.ending()), this::timer)
                    .record(attempt.took());
            lag.computeIfAbsent(event.provider(), this::lag).record(Duration.between(event.receivedAt(), now));
        }
    }

    private Timer timer(Key key) {
        return metrics.timer(
                "webhook.process",
                "provider",
                key.provider().id(),
                "type",
                key.type(),
                "outcome",
                key.ending().name().toLowerCase(Locale.ROOT));
    }

    private Timer lag(WebhookProvider provider) {
        return metrics.timer("webhook.lag", "provider", provider.id());
    }
}
