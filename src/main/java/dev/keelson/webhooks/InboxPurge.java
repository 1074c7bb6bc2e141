package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what cannot be dropped by the day, in small transactions with pauses: the memory of what was seen, and events of
 * dropped days that were kept and that nobody needs any more. Every method returns how many rows went, and may be stopped and
 * called again at any time.
 */
@Component
class InboxPurge {
    /** Read at a time, half a megabyte: about as many rows as one transaction may delete. */
    private static final int BLOCKS = 64;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RetentionSettings settings;

    InboxPurge(JdbcClient jdbc, PlatformTransactionManager transactions, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = settings;
    }

    /**
     * Forgets events first seen before then, except those that wait or are dead. It walks through the table by its blocks,
     * because there is no index on the time: keeping one would be paid by every insert.
     */
    long forget(Instant before, BooleanSupplier stop) {
        long forgotten = 0;
        long blocks = blocks();
        long block = nextBlock();
        while (block < blocks && !stop.getAsBoolean()) {
            long from = block;
            long to = from + BLOCKS;
            long deleted = forget(before, from, to);
            forgotten += deleted;
            // After a full batch there may be more in these blocks.
            if (deleted < settings.batchSize()) {
                block = to;
                rememberBlock(block);
            }
            pause();
        }
        if (block >= blocks) {
            rememberBlock(0);
        }
        return forgotten;
    }

    /** Deletes events of dropped days before that one which neither wait nor are dead any more. */
    long purgeEvents(LocalDate before, BooleanSupplier stop) {
        return inBatches(() -> purgeEvents(before), stop);
    }

    /** Deletes attempts of dropped days before that one, of events that neither wait nor are dead any more. */
    long purgeAttempts(LocalDate before, BooleanSupplier stop) {
        return inBatches(() -> purgeAttempts(before), stop);
    }

    private long inBatches(LongSupplier batch, BooleanSupplier stop) {
        long all = 0;
        long last;
        do {
            last = batch.getAsLong();
            all += last;
            if (last > 0) {
                pause();
            }
        } while (last == settings.batchSize() && !stop.getAsBoolean());
        return all;
    }

    private long forget(Instant before, long fromBlock, long toBlock) {
        return jdbc.sql("""
                        with kept as materialized (
                          select seq from webhook_work where received_at < :before
                          union all select seq from webhook_dead where received_at < :before
                        )
                        delete from webhook_dedup where ctid = any(array(
                          select d.ctid from webhook_dedup d
                          where d.ctid >= :from::tid and d.ctid < :to::tid and d.first_seen < :before
                            and d.seq not in (select seq from kept)
                          limit :batch))
                        """)
                .param("before", Timestamps.at(before))
                .param("from", "(%d,0)".formatted(fromBlock))
                .param("to", "(%d,0)".formatted(toBlock))
                .param("batch", settings.batchSize())
                .update();
    }

    private long purgeEvents(LocalDate before) {
        return transaction.execute(_ -> {
            // Locked first, and then looked at again: a replay that locks the event before it queues it is seen, or
            // waited for.
            Long[] sequences = jdbc.sql("""
                            select seq from webhook_event_default
                            where received_at < :before and seq not in (%s) and %s
                            limit :batch for update skip locked
                            """.formatted(InboxTable.KEPT, InboxTable.EVENT.ofDroppedDay()))
                    .param("before", InboxTable.start(before))
                    .param("batch", settings.batchSize())
                    .query((row, _) -> row.getLong("seq"))
                    .list()
                    .toArray(Long[]::new);
            return jdbc.sql("""
                            delete from webhook_event_default
                            where received_at < :before and seq = any(:sequences) and seq not in (%s)
                            """.formatted(InboxTable.KEPT))
                    .param("before", InboxTable.start(before))
                    .param("sequences", sequences)
                    .update();
        });
    }

    private long purgeAttempts(LocalDate before) {
        return jdbc.sql("""
                        delete from webhook_attempt_default where ctid = any(array(
                          select ctid from webhook_attempt_default
                          where finished_at < :before and seq not in (%s) and %s limit :batch))
                        """.formatted(InboxTable.KEPT, InboxTable.ATTEMPT.ofDroppedDay()))
                .param("before", InboxTable.start(before))
                .param("batch", settings.batchSize())
                .update();
    }

    private long blocks() {
        return jdbc.sql("select pg_relation_size('webhook_dedup') / current_setting('block_size')::int")
                .query(Long.class)
                .single();
    }

    private long nextBlock() {
        return jdbc.sql("select next_block from webhook_dedup_purge")
                .query(Long.class)
                .single();
    }

    private void rememberBlock(long block) {
        jdbc.sql("update webhook_dedup_purge set next_block = :block")
                .param("block", block)
                .update();
    }

    private void pause() {
        try {
            Thread.sleep(settings.pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
