package dev.keelson.audit;

import dev.keelson.shared.Timestamps;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code audit.chain.intact}: 1 where the last nightly check found nothing, 0 where it did; {@code audit.chain.check.age}: how long
 * ago that was; {@code audit.unsealed} and {@code audit.unsealed.age}: what waits to be sealed, and since when. They are the
 * database's, and so the same on every node; no number where it is not known.
 */
@Component
class AuditMetrics {
    private record State(
            double intact,
            @Nullable Instant checked,
            double waiting,
            @Nullable Instant waitingSince) {}

    private static final State UNKNOWN = new State(Double.NaN, null, Double.NaN, null);

    private final AuditCheck check;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile State state = UNKNOWN;

    AuditMetrics(AuditCheck check, JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
        this.check = check;
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("audit.chain.intact", this, gauge -> gauge.state.intact())
                .description("whether the last nightly check of the audit log found it intact")
                .register(metrics);
        Gauge.builder("audit.chain.check.age", this, gauge -> gauge.age(gauge.state.checked(), Double.NaN))
                .baseUnit("seconds")
                .description("since the last nightly check of the audit log")
                .register(metrics);
        Gauge.builder("audit.unsealed", this, gauge -> gauge.state.waiting())
                .description("entries of the audit log that wait to be sealed")
                .register(metrics);
        Gauge.builder("audit.unsealed.age", this, gauge -> gauge.age(gauge.state.waitingSince(), gauge.state.waiting()))
                .baseUnit("seconds")
                .description("since when the first of them waits")
                .register(metrics);
    }

    @Scheduled(fixedDelay = 15_000)
    void refresh() {
        try {
            var last = check.last();
            double intact = last.map(done -> done.intact() ? 1.0 : 0.0).orElse(Double.NaN);
            var checked = last.map(AuditCheck.Done::at).orElse(null);
            state = jdbc.sql("select count(*) as waiting, min(queued_at) as since from audit_unsealed")
                    .query((row, _) -> new State(
                            intact, checked, (double) row.getLong("waiting"), Timestamps.instant(row, "since")))
                    .single();
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not intact.
            state = UNKNOWN;
        }
    }

    private double age(@Nullable Instant since, double otherwise) {
        return since == null
                ? otherwise
                : (double) Duration.between(since, clock.instant()).toSeconds();
    }
}
