package dev.keelson.webhooks;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sweeps the work table, whose rows live for milliseconds: each leaves a dead one that every look for work has to step over.
 * PostgreSQL's own vacuum looks once a minute by default, and may be busy with a large table for hours.
 */
@Configuration(proxyBeanMethods = false)
class WorkTableGuard {
    private static final Logger log = LoggerFactory.getLogger(WorkTableGuard.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    static final long MANY_DEAD_ROWS = 5_000;

    private final JdbcClient jdbc;

    WorkTableGuard(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Bean
    RecurringTask<Void> webhookWorkVacuum() {
        return Tasks.recurring("webhook-work-vacuum", Schedules.fixedDelay(EVERY))
                .execute((_, _) -> sweep());
    }

    /** @return whether there was reason to */
    boolean sweep() {
        long dead = jdbc.sql("select n_dead_tup from pg_stat_user_tables where relid = 'webhook_work'::regclass")
                .query((row, _) -> row.getLong(1))
                .single();
        if (dead < MANY_DEAD_ROWS) {
            return false;
        }
        // Where PostgreSQL is just doing it, there is no need to wait for it.
        jdbc.sql("vacuum (skip_locked, index_cleanup on, truncate off) webhook_work")
                .update();
        log.debug("webhooks=work_table_swept dead_rows={}", dead);
        return true;
    }
}
