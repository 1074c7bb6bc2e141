package dev.keelson.audit;

import static dev.keelson.audit.AuditFixture.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.audit.AuditVerification.Break;
import dev.keelson.audit.AuditVerification.Kind;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.Seeds;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the log or to its chain behind the triggers' back is found. */
@BesideOthers
class AuditTamperingTest {
    private static final LocalDate NEXT = DAY.plusDays(1);

    @AutoClose
    private final AuditFixture audit = new AuditFixture();

    private static LongStream seeds() {
        return Seeds.fixed(4);
    }

    @BeforeEach
    void threeDays() {
        audit.sealed(DAY.minusDays(1), 3);
        audit.sealed(DAY, 5);
        audit.sealed(NEXT, 2);
        assertThat(audit.firstBreak()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor_id = null",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "action = 'probe.unmade'",
                "subject = subject || ' '",
                "details = '{\"number\": 7}'",
                "ip = '203.0.113.0/24'",
                "trace_id = 'x'"
            })
    void changedEntryIsFound(String change) {
        var entry = audit.entryAt(DAY, 3);
        audit.tamper("audit_log", "update audit_log set " + change + " where id = '" + entry + "'");

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.CHANGED, 3L, entry));
    }

    @Test
    void deletedEntryIsFound() {
        var entry = audit.entryAt(DAY, 2);
        audit.tamper("audit_log", "delete from audit_log where id = '" + entry + "'");

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.MISSING, 2L, entry));
    }

    @Test
    void deletedLinkIsFound() {
        audit.tamper("audit_chain", "delete from audit_chain where day = '%s' and seq = 2".formatted(DAY));

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.GAP, 2L, null));
    }

    @Test
    void deletedLinkWhosePlaceWasClosedIsFound() {
        var after = audit.entryAt(DAY, 3);
        audit.tamper("audit_chain", "delete from audit_chain where day = '%s' and seq = 2".formatted(DAY));
        for (int seq = 3; seq <= 5; seq++) {
            audit.tamper(
                    "audit_chain",
                    "update audit_chain set seq = %d where day = '%s' and seq = %d".formatted(seq - 1, DAY, seq));
        }

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.BROKEN_LINK, 2L, after));
    }

    @Test
    void insertedEntryThatWasNotQueuedIsFound() {
        audit.tamper(
                "audit_log",
                "insert into audit_log (id, occurred_at, action, subject) values (uuidv7(), '%sT10:00Z', 'probe.made', 'x')"
                        .formatted(DAY));

        assertThat(audit.firstBreak())
                .satisfies(found -> assertThat(found).extracting(Break::kind).isEqualTo(Kind.UNSEALED));
    }

    @Test
    void entryThatWasTakenFromTheQueueIsFound() {
        audit.record(1);
        audit.jdbc.sql("delete from audit_unsealed").update();

        assertThat(audit.firstBreak())
                .satisfies(found -> assertThat(found).extracting(Break::kind).isEqualTo(Kind.UNSEALED));
    }

    @Test
    void entryThatVanishedWhileItWaitedIsFound() {
        audit.record(1);
        audit.tamper("audit_log", "delete from audit_log where id = (select id from audit_unsealed)");

        audit.seal();

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.MISSING, 3L, audit.entryAt(NEXT, 3)));
    }

    @Test
    void changedHashIsFound() {
        audit.tamper(
                "audit_chain", "update audit_chain set hash = sha256('x') where day = '%s' and seq = 4".formatted(DAY));

        assertThat(audit.firstBreak()).isEqualTo(new Break(Kind.BROKEN_LINK, 4L, audit.entryAt(DAY, 4)));
    }

    @Test
    void wholeDayThatWasRemovedIsFoundOnTheNext() {
        List<String> ids = audit.jdbc
                .sql("select entry_id::text from audit_chain where day = :day")
                .param("day", DAY)
                .query((row, _) -> row.getString(1))
                .list();
        audit.tamper("audit_chain", "delete from audit_chain where day = '%s'".formatted(DAY));
        audit.tamper("audit_log", "delete from audit_log where id in ('%s')".formatted(String.join("', '", ids)));

        var broken = audit.verify(DAY.minusDays(1), NEXT).firstBrokenDay().orElseThrow();

        assertThat(broken.day()).isEqualTo(NEXT);
        assertThat(broken.firstBreak()).isEqualTo(new Break(Kind.BROKEN_LINK, 1L, audit.entryAt(NEXT, 1)));
    }

    @Test
    void rangeThatBeginsAfterTheBreakIsIntactByItself() {
        audit.tamper("audit_log", "update audit_log set action = 'x' where id = '" + audit.entryAt(DAY, 3) + "'");

        assertThat(audit.verify(NEXT, NEXT).intact()).isTrue();
        assertThat(audit.verify(DAY, NEXT).intact()).isFalse();
    }

    /** One random change of one random row: verification names that day. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyChangeOfAnyRowIsFound(long seed) {
        var random = new Random(seed);
        int seq = 1 + random.nextInt(5);
        String link = "day = '%s' and seq = %d".formatted(DAY, seq);
        String entry = "id = '%s'".formatted(audit.entryAt(DAY, seq));
        List<Runnable> changes = List.of(
                () -> audit.tamper("audit_log", "update audit_log set subject = 'other' where " + entry),
                () -> audit.tamper("audit_log", "update audit_log set id = uuidv7() where " + entry),
                () -> audit.tamper("audit_chain", "update audit_chain set entry_hash = sha256('x') where " + link),
                () -> audit.tamper("audit_chain", "update audit_chain set entry_id = uuidv7() where " + link),
                () -> audit.tamper("audit_chain", "update audit_chain set seq = seq + 100 where " + link),
                () -> audit.tamper("audit_chain", "update audit_chain set day = day + 10 where " + link));

        changes.get(random.nextInt(changes.size())).run();

        assertThat(audit.verify(DAY.minusDays(5), DAY.plusDays(20)).intact()).isFalse();
    }
}
