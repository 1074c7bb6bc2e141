package dev.keelson.social.posts;

import static dev.keelson.shared.Timestamps.at;

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
 * {@code social.posts.overdue}: planned posts whose time has come and that nothing has taken up; {@code
 * social.posts.overdue.age}: since when the first of them is; {@code social.posts.waiting} and {@code social.posts.waiting.age}:
 * targets that could be sent and have no turn yet. They are the database's, and so the same on every node; no number where it is
 * not known.
 */
@Component
class PublishingMetrics {
    private record Queue(double count, @Nullable Instant since) {}

    private static final Queue UNKNOWN = new Queue(Double.NaN, null);

    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile Queue overdue = UNKNOWN;
    private volatile Queue waiting = UNKNOWN;

    PublishingMetrics(JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("social.posts.overdue", this, gauge -> gauge.overdue.count())
                .description("planned posts whose time has come and that nothing has taken up")
                .register(metrics);
        Gauge.builder("social.posts.overdue.age", this, gauge -> gauge.age(gauge.overdue))
                .baseUnit("seconds")
                .description("since when the first of them is due")
                .register(metrics);
        Gauge.builder("social.posts.waiting", this, gauge -> gauge.waiting.count())
                .description("posts on a network that could be sent and have no turn yet")
                .register(metrics);
        Gauge.builder("social.posts.waiting.age", this, gauge -> gauge.age(gauge.waiting))
                .baseUnit("seconds")
                .description("since when the first of them waits")
                .register(metrics);
    }

    @Scheduled(fixedDelay = 15_000)
    void refresh() {
        try {
            overdue = ask("""
                    select count(*) as count, min(scheduled_at) as since from posts
                    where status = 'scheduled' and scheduled_at <= :now
                    """);
            waiting = ask("""
                    select count(*) as count, min(step_at) as since from post_targets
                    where step_at <= :now and status = 'pending'
                    """);
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not none.
            overdue = UNKNOWN;
            waiting = UNKNOWN;
        }
    }

    private Queue ask(String sql) {
        return jdbc.sql(sql)
                .param("now", at(clock.instant()))
                .query((row, _) -> new Queue((double) row.getLong("count"), Timestamps.instant(row, "since")))
                .single();
    }

    private double age(Queue queue) {
        return queue.since() == null
                ? queue.count()
                : (double) Duration.between(queue.since(), clock.instant()).toSeconds();
    }
}
