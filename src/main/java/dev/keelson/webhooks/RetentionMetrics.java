package dev.keelson.webhooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** How old the oldest day is that the inbox still has: where it grows past what should be kept, retention is stuck. */
@Component
class RetentionMetrics {
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile double oldestAge = Double.NaN;

    RetentionMetrics(JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("webhook.retention.oldest.age", this, gauge -> gauge.oldestAge)
                .baseUnit("seconds")
                .description("from the start of the oldest day that has a partition")
                .register(metrics);
    }

    @Scheduled(fixedDelay = 300_000)
    void refresh() {
        try {
            LocalDate oldest = InboxPartitions.days(jdbc, InboxTable.EVENT).getFirst();
            oldestAge = Duration.between(oldest.atStartOfDay().toInstant(ZoneOffset.UTC), clock.instant())
                    .toSeconds();
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not young: the gauge then shows no number at all.
            oldestAge = Double.NaN;
        }
    }
}
