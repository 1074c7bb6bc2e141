package dev.keelson.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends what was written to the audit log to its chain, one node at a time. Whoever writes an entry waits for nothing of
 * this: entries are queued by the database with their transaction and sealed when that is over, in the order of their ids as far
 * as they are there.
 */
@Component
class AuditSealer {
    private static final Logger log = LoggerFactory.getLogger(AuditSealer.class);
    private static final int BATCH = 1_000;
    private static final int BUSY = -1;

    /** So long after midnight a node whose clock is late may still seal into the day before. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final AuditChain chain;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile @Nullable LocalDate told;

    AuditSealer(AuditChain chain, TransactionTemplate transaction, Clock clock) {
        this.chain = chain;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Seals all that waits, unless another node is at it.
     *
     * @return how many entries were sealed
     */
    long sealAll(BooleanSupplier stop) {
        long sealed = 0;
        int batch;
        do {
            batch = transaction.execute(_ -> chain.lock() ? sealBatch() : BUSY);
            if (batch == BUSY) {
                return sealed;
            }
            sealed += batch;
        } while (batch == BATCH && !stop.getAsBoolean());
        tellEndOfDay();
        return sealed;
    }

    private int sealBatch() {
        var waiting = chain.waiting(BATCH);
        if (waiting.isEmpty()) {
            return 0;
        }
        var links = new ArrayList<AuditChain.Link>(waiting.size());
        var head = chain.head().orElse(null);
        for (var entry : waiting) {
            head = next(head, entry);
            links.add(head);
        }
        chain.append(links);
        return links.size();
    }

    private AuditChain.Link next(AuditChain.@Nullable Link head, AuditChain.Waiting waiting) {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        // Never back into a day that is over: that would be a chain in another order than that of its days.
        LocalDate day = head != null && head.day().isAfter(today) ? head.day() : today;
        long seq = head != null && head.day().equals(day) ? head.seq() + 1 : 1;
        String before = head == null ? ChainHash.GENESIS : head.hash();
        String entryHash = hash(waiting);
        return new AuditChain.Link(day, seq, waiting.id(), entryHash, ChainHash.link(before, day, seq, entryHash));
    }

    private static String hash(AuditChain.Waiting waiting) {
        if (waiting.entry() == null) {
            log.error("audit=entry_vanished entry={}", waiting.id());
            return ChainHash.ofMissing(waiting.id());
        }
        return ChainHash.ofEntry(waiting.entry());
    }

    /**
     * Each process that seals says it once, so that the last hash of a day leaves the database even where a process ends
     * meanwhile. Never while another node seals: it may have begun before midnight.
     */
    private void tellEndOfDay() {
        LocalDate over = lastDayThatIsOver(clock);
        if (over.equals(told)) {
            return;
        }
        chain.headOn(over)
                .ifPresent(head ->
                        log.info("audit=day_sealed day={} entries={} head={}", head.day(), head.seq(), head.hash()));
        told = over;
    }

    /** Nothing is sealed into it any more, whichever node it is. */
    static LocalDate lastDayThatIsOver(Clock clock) {
        return LocalDate.ofInstant(clock.instant().minus(CLOCKS_APART), ZoneOffset.UTC)
                .minusDays(1);
    }
}
