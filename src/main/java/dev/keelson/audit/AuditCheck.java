package dev.keelson.audit;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The nightly check of the audit log's chain: all days since the last one that was found intact, and that one again, which has
 * to end as it did then. What was found is kept, so that every node shows it.
 */
@Component
class AuditCheck {
    private static final Logger log = LoggerFactory.getLogger(AuditCheck.class);

    private final AuditVerification verification;
    private final AuditChain chain;
    private final JdbcClient jdbc;
    private final AuditSettings settings;
    private final IdGenerator ids;
    private final Clock clock;

    AuditCheck(
            AuditVerification verification,
            AuditChain chain,
            JdbcClient jdbc,
            AuditSettings settings,
            IdGenerator ids,
            Clock clock) {
        this.verification = verification;
        this.chain = chain;
        this.jdbc = jdbc;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param head the chain's last hash on the last day or before */
    record Done(Instant at, LocalDate lastDay, @Nullable String head, boolean intact) {}

    /** Checks the days that are over; nothing where there is none. */
    Optional<AuditVerification.Report> run() {
        LocalDate over = AuditSealer.lastDayThatIsOver(clock);
        var good = lastGood().orElse(null);
        LocalDate first = first(good).orElse(over);
        if (first.isAfter(over)) {
            return Optional.empty();
        }
        LocalDate most = first.plusDays(settings.mostDays() - 1L);
        var report = compared(verification.verify(first, most.isBefore(over) ? most : over), good);
        save(report);
        report.firstBrokenDay()
                .ifPresentOrElse(
                        AuditCheck::tell,
                        () -> log.info(
                                "audit=chain_intact from={} to={} entries={}",
                                report.from(),
                                report.to(),
                                report.entries()));
        return Optional.of(report);
    }

    private Optional<LocalDate> first(@Nullable Done good) {
        LocalDate earliest = settings.checkFrom();
        LocalDate next = good == null ? chain.firstDay().orElse(null) : good.lastDay();
        if (earliest == null || next == null) {
            return Optional.ofNullable(next == null ? earliest : next);
        }
        return Optional.of(next.isBefore(earliest) ? earliest : next);
    }

    /** A chain whose end was cut off is a chain all the same: only who has seen its end knows. */
    private AuditVerification.Report compared(AuditVerification.Report report, @Nullable Done good) {
        if (good == null || !report.from().equals(good.lastDay())) {
            return report;
        }
        var head = chain.headOn(good.lastDay());
        var now = head.map(AuditChain.Link::hash).orElse(null);
        if (good.head() == null || good.head().equals(now)) {
            return report;
        }
        var days = new ArrayList<>(report.days());
        days.removeIf(day -> day.day().equals(good.lastDay()));
        var found = new AuditVerification.Break(
                AuditVerification.Kind.OTHER_HEAD,
                head.map(AuditChain.Link::seq).orElse(null),
                head.map(AuditChain.Link::entryId).orElse(null));
        days.addFirst(new AuditVerification.Day(good.lastDay(), 0, now, false, found));
        return AuditVerification.Report.of(report.from(), report.to(), days);
    }

    private static void tell(AuditVerification.Day day) {
        var found = day.firstBreak();
        if (found != null) {
            log.error(
                    "audit=chain_broken day={} kind={} seq={} entry={}",
                    day.day(),
                    found.kind(),
                    found.seq(),
                    found.entryId());
        }
    }

    private void save(AuditVerification.Report report) {
        var broken = report.firstBrokenDay();
        jdbc.sql("""
                        insert into audit_check (id, checked_at, first_day, last_day, entries, head, broken_day, broken_kind)
                        values (:id, :at, :first, :last, :entries, decode(:head, 'hex'), :day, :kind)
                        """)
                .param("id", ids.next())
                .param("at", Timestamps.at(clock.instant()))
                .param("first", report.from())
                .param("last", report.to())
                .param("entries", report.entries())
                .param(
                        "head",
                        chain.headOn(report.to()).map(AuditChain.Link::hash).orElse(null))
                .param("day", broken.map(AuditVerification.Day::day).orElse(null))
                .param(
                        "kind",
                        broken.map(AuditVerification.Day::firstBreak)
                                .map(found -> found.kind().name())
                                .orElse(null))
                .update();
    }

    Optional<Done> last() {
        return last("true");
    }

    private Optional<Done> lastGood() {
        return last("broken_day is null");
    }

    private Optional<Done> last(String condition) {
        return jdbc.sql("select * from audit_check where " + condition + " order by checked_at desc, id desc limit 1")
                .query((row, _) -> {
                    byte[] head = row.getBytes("head");
                    return new Done(
                            Timestamps.requiredInstant(row, "checked_at"),
                            row.getObject("last_day", LocalDate.class),
                            head == null ? null : HexFormat.of().formatHex(head),
                            row.getObject("broken_day") == null);
                })
                .optional();
    }
}
