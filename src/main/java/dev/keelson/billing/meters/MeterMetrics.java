package dev.keelson.billing.meters;

import dev.keelson.shared.Timestamps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code billing.meters.pending}: usage that could be sent and is not yet; {@code billing.meters.pending.age}: since when the first
 * of it waits; {@code billing.meters.failed}: what did not get through in the last 24 hours, by {@code state}; {@code
 * billing.meters.refused}: how much Stripe said in that time that it refused afterwards. They are the database's, and so the same
 * on every node; no number where it is not known.
 */
@Component
class MeterMetrics {
    private static final Duration LATELY = Duration.ofHours(24);
    private static final List<MeterState> FAILED = List.of(MeterState.REJECTED, MeterState.EXPIRED, MeterState.UNKNOWN);

    private record Pending(double count, @Nullable Instant since) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile Pending pending = new Pending(Double.NaN, null);
    private volatile double refused = Double.NaN;
    private volatile Map<MeterState, Long> failed = Map.of();

    MeterMetrics(JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("billing.meters.pending", this, gauge -> gauge.pending.count())
                .description("usage that could be sent to Stripe's meters and is not yet")
                .register(metrics);
        Gauge.builder("billing.meters.pending.age", this, MeterMetrics::age)
                .baseUnit("seconds")
                .description("since when the first of it waits")
                .register(metrics);
        Gauge.builder("billing.meters.refused", this, gauge -> gauge.refused)
                .description("events that Stripe's meters refused after taking them, reported in the last 24 hours")
                .register(metrics);
        for (MeterState state : FAILED) {
            Gauge.builder("billing.meters.failed", this, gauge -> gauge.failed(state))
                    .tag("state", state.sqlName())
                    .description("usage that did not get through to Stripe's meters in the last 24 hours")
                    .register(metrics);
        }
    }

    @Scheduled(fixedDelay = 30_000)
    void refresh() {
        try {
            Instant from = clock.instant().minus(LATELY);
            pending = jdbc.sql("""
                            select count(*) as count, min(created_at) as since from meter_events
                            where state = 'pending' and last_error is distinct from 'no_customer'
                            """)
                    .query((row, _) -> new Pending((double) row.getLong("count"), Timestamps.instant(row, "since")))
                    .single();
            refused = jdbc.sql(
                            "select coalesce(sum(error_count), 0) from meter_error_reports where occurred_at >= :from")
                    .param("from", Timestamps.at(from))
                    .query((row, _) -> row.getDouble(1))
                    .single();
            var counts = new EnumMap<MeterState, Long>(MeterState.class);
            FAILED.forEach(state -> counts.put(state, count(state, from)));
            failed = counts;
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not none.
            pending = new Pending(Double.NaN, null);
            refused = Double.NaN;
            failed = Map.of();
        }
    }

    private long count(MeterState state, Instant from) {
        return jdbc.sql("""
                        select count(*) from meter_events
                        where state = :state and state in ('rejected', 'expired', 'unknown') and updated_at >= :from
                        """)
                .param("state", state.sqlName())
                .param("from", Timestamps.at(from))
                .query(Long.class)
                .single();
    }

    private double failed(MeterState state) {
        Long count = failed.get(state);
        return count == null ? Double.NaN : count.doubleValue();
    }

    private double age() {
        var now = pending;
        return now.since() == null
                ? now.count()
                : (double) Duration.between(now.since(), clock.instant()).toSeconds();
    }
}
