package dev.keelson.audit;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Computes the chain of the audit log anew and compares it with what is stored, a day at a time and in constant memory. What it
 * cannot tell: entries that vanished before they were sealed, and a chain that somebody who may do anything in the database has
 * computed anew as a whole. For that, compare the heads of the days with those in the log lines {@code audit=day_sealed}.
 */
@Component
public class AuditVerification {
    private final AuditChain chain;
    private final TransactionTemplate snapshot;

    AuditVerification(AuditChain chain, PlatformTransactionManager transactions) {
        this.chain = chain;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** What is wrong. */
    public enum Kind {
        /** The entry is not as it was when it was sealed. */
        CHANGED,
        /** The entry is not there any more. */
        MISSING,
        /** A link of the chain is not there any more. */
        GAP,
        /** The entry is neither sealed nor does it wait for it. */
        UNSEALED,
        /** A hash does not follow from the one before: a hash was changed, or the day before, or all of it is gone. */
        BROKEN_LINK,
        /** The day ended otherwise when a nightly check last looked at it. */
        OTHER_HEAD
    }

    /**
     * Where it is wrong.
     *
     * @param seq the place in the day's chain; null for what has none
     * @param entryId of the entry; null where it is not known
     */
    public record Break(
            Kind kind, @Nullable Long seq, @Nullable UUID entryId) {}

    /**
     * A day of the chain.
     *
     * @param day UTC, the day of sealing
     * @param entries how many were sealed that day
     * @param head the last hash of the day; null where nothing was sealed
     * @param firstBreak null where the day is intact
     */
    public record Day(
            LocalDate day,
            long entries,
            @Nullable String head,
            boolean intact,
            @Nullable Break firstBreak) {}

    /**
     * What was found.
     *
     * @param to the last day, included
     * @param days those with entries, and those that are broken
     */
    public record Report(LocalDate from, LocalDate to, boolean intact, long entries, List<Day> days) {
        static Report of(LocalDate from, LocalDate to, List<Day> days) {
            return new Report(
                    from,
                    to,
                    days.stream().allMatch(Day::intact),
                    days.stream().mapToLong(Day::entries).sum(),
                    days);
        }

        Optional<Day> firstBrokenDay() {
            return days.stream().filter(day -> !day.intact()).findFirst();
        }
    }

    /** @param to the last day, included */
    public Report verify(LocalDate from, LocalDate to) {
        List<Day> days = from.datesUntil(to.plusDays(1))
                .map(day -> snapshot.execute(_ -> verify(day)))
                .filter(day -> day.entries() > 0 || !day.intact())
                .toList();
        return Report.of(from, to, days);
    }

    private Day verify(LocalDate day) {
        var before = chain.headOn(day.minusDays(1)).map(AuditChain.Link::hash).orElse(ChainHash.GENESIS);
        var walk = new Walk(before);
        chain.eachOf(day, walk::take);
        if (walk.firstBreak == null) {
            chain.strayEntry(day).ifPresent(entry -> walk.found(Kind.UNSEALED, null, entry));
        }
        return new Day(
                day, walk.entries, walk.entries == 0 ? null : walk.before, walk.firstBreak == null, walk.firstBreak);
    }

    /** Along one day's chain. */
    private static final class Walk {
        private String before;
        private long expected = 1;
        private long entries;
        private @Nullable Break firstBreak;

        Walk(String before) {
            this.before = before;
        }

        void take(AuditChain.Sealed sealed) {
            var link = sealed.link();
            if (link.seq() != expected) {
                found(Kind.GAP, expected, null);
            }
            if (sealed.entry() == null) {
                found(Kind.MISSING, link.seq(), link.entryId());
            } else if (!ChainHash.ofEntry(sealed.entry()).equals(link.entryHash())) {
                found(Kind.CHANGED, link.seq(), link.entryId());
            }
            if (!ChainHash.link(before, link.day(), link.seq(), link.entryHash())
                    .equals(link.hash())) {
                found(Kind.BROKEN_LINK, link.seq(), link.entryId());
            }
            before = link.hash();
            expected = link.seq() + 1;
            entries++;
        }

        void found(Kind kind, @Nullable Long seq, @Nullable UUID entry) {
            if (firstBreak == null) {
                firstBreak = new Break(kind, seq, entry);
            }
        }
    }
}
