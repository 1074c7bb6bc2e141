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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes events findable by subject once their day is over. On the day itself such an index would be paid for by each event that
 * arrives, and a search that reads one day to its end is quick enough.
 */
@Configuration(proxyBeanMethods = false)
class SubjectIndexes {
    /** Until then an event that arrived before midnight has been stored. */
    private static final Duration AFTER_MIDNIGHT = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SubjectIndexes(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Bean
    RecurringTask<Void> webhookSubjectIndexes() {
        return Tasks.recurring("webhook-subject-indexes", Schedules.fixedDelay(Duration.ofHours(6)))
                .execute((_, _) -> makeMissing());
    }

    void makeMissing() {
        missing().forEach(day -> transaction.executeWithoutResult(_ -> make(day)));
    }

    /** The days that are over and have no index, by the names of their partitions. */
    private List<String> missing() {
        LocalDate today = LocalDate.now(Clock.offset(clock.withZone(ZoneOffset.UTC), AFTER_MIDNIGHT.negated()));
        return jdbc.sql("""
                        select right(c.relname, 8) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = 'webhook_event'::regclass and c.relname ~ '^webhook_event_[0-9]{8}$'
                          and right(c.relname, 8) < :today
                          and to_regclass('ix_webhook_event_subject_' || right(c.relname, 8)) is null
                        order by day
                        """)
                .param("today", today.format(DateTimeFormatter.BASIC_ISO_DATE))
                .query((row, _) -> row.getString(1))
                .list();
    }

    private void make(String day) {
        // A full day takes longer than a request may.
        jdbc.sql("set local statement_timeout = 0").update();
        // The name is our own: eight digits that were read from the catalogue.
        jdbc.sql(
                        "create index if not exists ix_webhook_event_subject_%1$s on webhook_event_%1$s (subject, received_at, seq)"
                                .formatted(day))
                .update();
    }
}
