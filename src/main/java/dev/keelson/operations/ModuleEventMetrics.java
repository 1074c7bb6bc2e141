package dev.keelson.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code module.events.incomplete}: how many deliveries of an event to another module's listener have not succeeded although
 * the event is two minutes old. Above zero for long, a listener fails each time. The number is the database's, and so the
 * same on every node.
 */
@Component
class ModuleEventMetrics {
    /** Longer than any listener takes. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private volatile @Nullable Long last;

    ModuleEventMetrics(JdbcClient jdbc, InstantSource clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("module.events.incomplete", this, ModuleEventMetrics::incomplete)
                .description("Module events that are older than two minutes and have not reached every listener")
                .register(metrics);
    }

    @Scheduled(fixedDelay = 15_000)
    void refresh() {
        try {
            last = jdbc.sql("""
                            select count(*) from event_publication
                            where completion_date is null and publication_date < :late
                            """)
                    .param("late", clock.instant().minus(LATE).atOffset(ZoneOffset.UTC))
                    .query(Long.class)
                    .single();
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not zero: the gauge then shows no number at all.
            last = null;
        }
    }

    private double incomplete() {
        var count = last;
        return count == null ? Double.NaN : count;
    }
}
