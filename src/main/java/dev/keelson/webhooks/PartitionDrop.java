package dev.keelson.webhooks;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Drops a day. What still waits or is dead goes to the default partition in the same transaction, so that nobody ever sees it
 * missing. The transaction keeps every writer out, so it is short: it waits only briefly for its locks, and a day of which
 * much has to be kept stays whole.
 */
@Component
class PartitionDrop {
    enum Outcome {
        DROPPED,
        /** Too much of it is kept; it is no use to try again soon. */
        LEFT,
        /** Somebody was using it. */
        BUSY
    }

    /** @param rows what left the database */
    record Result(Outcome outcome, long rows) {}

    private record Survey(long rows, long kept, long keptBytes, long bytes) {}

    private static final Logger log = LoggerFactory.getLogger(PartitionDrop.class);
    private static final int MOST_KEPT = 10_000;
    private static final long MOST_KEPT_BYTES = 64 << 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RetentionDays days;

    PartitionDrop(JdbcClient jdbc, PlatformTransactionManager transactions, RetentionDays days) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.days = days;
    }

    /**
     * Drops one day of one table.
     *
     * @throws IllegalStateException where the day was archived, and the partition does not hold as many events as the archive
     */
    Result drop(InboxTable table, LocalDate day, Instant now) {
        Survey survey = survey(table, day);
        Optional<Long> archived = table == InboxTable.EVENT ? days.archivedEvents(day) : Optional.empty();
        if (archived.isPresent() && archived.get() != survey.rows()) {
            throw new IllegalStateException("the archive of %s holds %d events and the partition %d"
                    .formatted(day, archived.get(), survey.rows()));
        }
        if (survey.kept() > MOST_KEPT || survey.keptBytes() > MOST_KEPT_BYTES) {
            log.warn(
                    "webhooks=partition_left partition={} kept={} cause=too_many_wait_or_are_dead",
                    table.partition(day),
                    survey.kept());
            return new Result(Outcome.LEFT, 0);
        }
        try {
            int kept = transaction.execute(_ -> dropNow(table, day, now));
            log.info(
                    "webhooks=partition_dropped partition={} rows={} kept={} bytes={}",
                    table.partition(day),
                    survey.rows() - kept,
                    kept,
                    survey.bytes());
            return new Result(Outcome.DROPPED, survey.rows() - kept);
        } catch (DataAccessException e) {
            if (!ShortLock.refused(e)) {
                throw e;
            }
            log.info("webhooks=partition_postponed partition={} cause=busy", table.partition(day));
            return new Result(Outcome.BUSY, 0);
        }
    }

    private Survey survey(InboxTable table, LocalDate day) {
        return jdbc.sql("""
                        select count(*) as rows, count(*) filter (where kept) as kept,
                               coalesce(sum(size) filter (where kept), 0) as kept_bytes,
                               pg_total_relation_size(to_regclass(:partition)) as bytes
                        from (select p.seq in (%s) as kept, %s as size from %s p) as surveyed
                        """.formatted(
                                InboxTable.KEPT,
                                table == InboxTable.EVENT ? "octet_length(p.body)" : "0",
                                table.partition(day)))
                .param("partition", table.partition(day))
                .query((row, _) -> new Survey(
                        row.getLong("rows"), row.getLong("kept"), row.getLong("kept_bytes"), row.getLong("bytes")))
                .single();
    }

    private int dropNow(InboxTable table, LocalDate day, Instant now) {
        String partition = table.partition(day);
        jdbc.sql("select pg_advisory_xact_lock(hashtext('webhook-partitions'))")
                .query()
                .singleRow();
        ShortLock.set(jdbc);
        jdbc.sql("set local statement_timeout = '5s'").update();
        // First the table itself, as every query does: in another order two would wait for each other.
        jdbc.sql("lock table only %s in access exclusive mode".formatted(table.table()))
                .update();
        jdbc.sql("alter table %s detach partition %s".formatted(table.table(), partition))
                .update();
        // Looked up under the lock: whoever decides about an event from now on finds it where it is going.
        int kept = jdbc.sql("insert into %s select * from %s where seq in (%s)"
                        .formatted(table.table(), partition, InboxTable.KEPT))
                .update();
        jdbc.sql("drop table " + partition).update();
        days.dropped(day, now);
        return kept;
    }
}
