package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code webhook.received.last.age}: how long no event of a provider was accepted, on whatever node. A webhook endpoint that was
 * switched off at the vendor makes no error here; only the silence shows it.
 */
@Component
class LastReceived {
    /** How far back, and at how many events, the first look goes. */
    private static final Duration FIRST_LOOK = Duration.ofDays(7);

    private static final int FIRST_EVENTS = 100_000;
    /** An event may be stored a little after it arrived, and another node's clock be a little behind. */
    private static final Duration OVERLAP = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Map<WebhookProvider, Instant> last = new ConcurrentHashMap<>();
    private volatile @Nullable Instant lookedUntil;

    LastReceived(JdbcClient jdbc, InstantSource clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.clock = clock;
        for (WebhookProvider provider : WebhookProvider.values()) {
            Gauge.builder("webhook.received.last.age", () -> age(provider))
                    .description("How long ago the last event was accepted; no number where none ever was")
                    .baseUnit("seconds")
                    .tag("provider", provider.id())
                    .register(metrics);
        }
    }

    @Scheduled(fixedDelay = 30_000)
    void refresh() {
        Instant now = clock.instant();
        try {
            Instant before = lookedUntil;
            if (before == null) {
                firstLook(now);
            } else {
                look(before.minus(OVERLAP), Integer.MAX_VALUE);
            }
            lookedUntil = now;
        } catch (DataAccessException | TransactionException e) {
            // What is known stays true, and the next look begins where this one would have.
            return;
        }
    }

    private void firstLook(Instant now) {
        Instant start = now.minus(FIRST_LOOK);
        look(start, FIRST_EVENTS);
        for (WebhookProvider provider : WebhookProvider.values()) {
            if (!last.containsKey(provider) && hasEverSent(provider)) {
                // It is at least as old as the oldest event that was looked at.
                last.put(provider, oldestLookedAt(start));
            }
        }
    }

    private void look(Instant since, int events) {
        jdbc.sql("""
                        select provider, max(received_at) as last from (
                          select provider, received_at from webhook_event where received_at > :since
                          order by received_at desc limit :events
                        ) e group by provider
                        """)
                .param("since", Timestamps.at(since))
                .param("events", events)
                .query(row -> {
                    var provider =
                            WebhookProvider.valueOf(row.getString("provider").toUpperCase(Locale.ROOT));
                    last.merge(
                            provider,
                            Timestamps.requiredInstant(row, "last"),
                            (known, seen) -> seen.isAfter(known) ? seen : known);
                });
    }

    private Instant oldestLookedAt(Instant start) {
        return jdbc.sql("""
                        select received_at from webhook_event where received_at > :since
                        order by received_at desc offset :events - 1 limit 1
                        """)
                .param("since", Timestamps.at(start))
                .param("events", FIRST_EVENTS)
                .query((row, _) -> Timestamps.requiredInstant(row, "received_at"))
                .optional()
                .orElse(start);
    }

    private boolean hasEverSent(WebhookProvider provider) {
        return jdbc.sql("select exists (select from webhook_dedup where provider = :provider)")
                .param("provider", provider.id())
                .query(Boolean.class)
                .single();
    }

    private double age(WebhookProvider provider) {
        Instant at = last.get(provider);
        return at == null
                ? Double.NaN
                : Math.max(0, Duration.between(at, clock.instant()).toMillis()) / 1_000.0;
    }
}
