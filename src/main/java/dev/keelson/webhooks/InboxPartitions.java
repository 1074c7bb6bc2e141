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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the daily partitions ahead of time: at the start, so that the first event finds its day, and every few hours. */
@Configuration(proxyBeanMethods = false)
class InboxPartitions implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(InboxPartitions.class);
    private static final int DAYS_AHEAD = 7;
    /** Moving rows stops whoever writes to the default partition, and while today has no other, that is every vendor. */
    private static final int MOST_MOVED_TODAY = 10_000;
    /** With fewer rows the planner prefers to read all of them. */
    private static final int FEWEST_COUNTED = 1_000;
    /** By what share a day grows until it is counted again: it only grows, and what it is like does not change. */
    private static final double COUNTED_AGAIN = 0.5;

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

    /** The days that have a partition, oldest first. */
    static List<LocalDate> days(JdbcClient jdbc, InboxTable table) {
        return jdbc.sql("""
                        select right(c.relname, 8) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = to_regclass(:table) and c.relname ~ '_[0-9]{8}$' order by 1
                        """)
                .param("table", table.table())
                .query((row, _) -> LocalDate.parse(row.getString(1), DateTimeFormatter.BASIC_ISO_DATE))
                .list();
    }

    private void makeAhead() {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        List<LocalDate> ahead = today.datesUntil(today.plusDays(DAYS_AHEAD + 1)).toList();
        for (InboxTable table : InboxTable.values()) {
            // Today and what follows first: then nobody writes to the default partition while the past is moved.
            for (LocalDate day : Stream.concat(ahead.stream(), strayDays(table).stream())
                    .distinct()
                    .toList()) {
                if (!make(table, day, today)) {
                    break;
                }
            }
        }
    }

    /** Days of which the default partition holds rows although retention has not dropped them: nobody made theirs in time. */
    private List<LocalDate> strayDays(InboxTable table) {
        return jdbc.sql("select distinct (%s at time zone 'UTC')::date as day from %s where not %s order by day"
                        .formatted(table.time(), table.defaultPartition(), table.ofDroppedDay()))
                .query((row, _) -> row.getObject("day", LocalDate.class))
                .list();
    }

    /** @return false where the table is in use, and others would have to wait for the next day too */
    private boolean make(InboxTable table, LocalDate day, LocalDate today) {
        try {
            transaction.executeWithoutResult(_ -> {
                // Two nodes that start together would make the same table at the same time, and one would fail.
                jdbc.sql("select pg_advisory_xact_lock(hashtext('webhook-partitions'))")
                        .query()
                        .singleRow();
                if (!exists(table.partition(day))) {
                    makeMissing(table, day, today);
                }
            });
            return true;
        } catch (DataAccessException e) {
            if (!ShortLock.refused(e)) {
                throw e;
            }
            // Rows of that day land in the default partition meanwhile, and are moved when it is made.
            log.warn("webhooks=partition_postponed partition={} cause=busy", table.partition(day));
            return false;
        }
    }

    private void makeMissing(InboxTable table, LocalDate day, LocalDate today) {
        String partition = table.partition(day);
        ShortLock.set(jdbc);
        // Attached, and not made as a partition: that would keep every writer out. Nobody counts it while it is tiny: a
        // plan that reads all of a day because it has three pages would be kept, and used, while the day fills.
        jdbc.sql("""
                        create table %s (like %s including all)
                        with (autovacuum_analyze_threshold = %d, autovacuum_analyze_scale_factor = %s)
                        """.formatted(partition, table.table(), FEWEST_COUNTED, COUNTED_AGAIN))
                .update();
        jdbc.sql("lock table %s in access exclusive mode".formatted(table.defaultPartition()))
                .update();
        long strays = jdbc.sql("select count(*) from %s where %s >= :from and %s < :to"
                        .formatted(table.defaultPartition(), table.time(), table.time()))
                .param("from", InboxTable.start(day))
                .param("to", InboxTable.start(day.plusDays(1)))
                .query(Long.class)
                .single();
        if (day.equals(today) && strays > MOST_MOVED_TODAY) {
            log.warn("webhooks=partition_postponed partition={} cause=rows rows={}", partition, strays);
            jdbc.sql("drop table " + partition).update();
            return;
        }
        if (strays > 0) {
            move(table, day);
            log.info("webhooks=partition_filled partition={} rows={}", partition, strays);
        }
        jdbc.sql("alter table %s attach partition %s for values from ('%sT00:00Z') to ('%sT00:00Z')"
                        .formatted(table.table(), partition, day, day.plusDays(1)))
                .update();
    }

    private void move(InboxTable table, LocalDate day) {
        jdbc.sql("""
                        with moved as (delete from %s where %s >= :from and %s < :to returning *)
                        insert into %s select * from moved
                        """.formatted(table.defaultPartition(), table.time(), table.time(), table.partition(day)))
                .param("from", InboxTable.start(day))
                .param("to", InboxTable.start(day.plusDays(1)))
                .update();
    }

    private boolean exists(String partition) {
        return jdbc.sql("select to_regclass(:name) is not null")
                .param("name", partition)
                .query(Boolean.class)
                .single();
    }
}
