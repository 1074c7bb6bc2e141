package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * X's limit of analytics calls in 24 hours, which all profiles on all nodes share. Counted by the hour, and the hours of 25 are
 * added: so no 24 hours, wherever they begin, see more.
 */
@Component
class XBudget {
    private static final Duration ADDED = Duration.ofHours(24);

    private final JdbcClient jdbc;

    XBudget(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes calls from it, one node after the other.
     *
     * @return how many there are, of those that are wanted
     */
    @Transactional(propagation = Propagation.REQUIRED)
    public int take(int wanted, int limit, Instant now) {
        if (wanted == 0) {
            return 0;
        }
        lock();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        int used = jdbc.sql("select coalesce(sum(calls), 0) from x_analytics_calls where hour >= :since")
                .param("since", at(hour.minus(ADDED)))
                .query(Integer.class)
                .single();
        int granted = Math.clamp(limit - used, 0, wanted);
        if (granted > 0) {
            jdbc.sql("""
                            insert into x_analytics_calls as x (hour, calls) values (:hour, :calls)
                            on conflict (hour) do update set calls = x.calls + excluded.calls
                            """).param("hour", at(hour)).param("calls", granted).update();
            jdbc.sql("delete from x_analytics_calls where hour < :old")
                    .param("old", at(hour.minus(ADDED)))
                    .update();
        }
        return granted;
    }

    private void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('social-analytics-x', 0))")
                .query((row, _) -> true)
                .single();
    }
}
