package dev.keelson.webhooks;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the daily partitions ahead of time: at the start, so that the first event finds its day, and every few hours. */
@Configuration(proxyBeanMethods = false)
class InboxPartitions implements InitializingBean {
    private static final List<String> TABLES = List.of("webhook_event", "webhook_attempt");
    private static final int DAYS_AHEAD = 7;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    InboxPartitions(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        makeAhead();
    }

    @Bean
    RecurringTask<Void> webhookPartitions() {
        return Tasks.recurring("webhook-partitions", Schedules.fixedDelay(Duration.ofHours(6)))
                .execute((_, _) -> makeAhead());
    }

    private void makeAhead() {
        transaction.executeWithoutResult(_ -> {
            // Two nodes that start together would make the same table at the same time, and one would fail.
            jdbc.sql("select pg_advisory_xact_lock(hashtext('webhook-partitions'))")
                    .query()
                    .singleRow();
            makeAll();
        });
    }

    private void makeAll() {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        for (String table : TABLES) {
            for (int day = 0; day <= DAYS_AHEAD; day++) {
                make(table, today.plusDays(day));
            }
        }
    }

    private void make(String table, LocalDate day) {
        // Names and dates are our own: nothing of them comes from outside.
        jdbc.sql("create table if not exists %s_%s partition of %s for values from ('%sT00:00Z') to ('%sT00:00Z')"
                        .formatted(table, day.format(DateTimeFormatter.BASIC_ISO_DATE), table, day, day.plusDays(1)))
                .update();
    }
}
