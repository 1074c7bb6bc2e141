package dev.keelson.audit;

import static dev.keelson.audit.AuditFixture.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.audit.AuditVerification.Kind;
import dev.keelson.testing.BesideOthers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@BesideOthers
class AuditCheckTest {
    private static final LocalDate NEXT = DAY.plusDays(1);

    @AutoClose
    private final AuditFixture audit = new AuditFixture();

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AuditMetrics shown = new AuditMetrics(audit.check(null, 366), audit.jdbc, audit.clock, metrics);

    private double gauge(String name) {
        shown.refresh();
        return metrics.get(name).gauge().value();
    }

    private AuditVerification.Report check() {
        return audit.check(null, 366).run().orElseThrow();
    }

    @Test
    void daysThatAreOverAreChecked() {
        audit.sealed(DAY.minusDays(1), 2);
        audit.sealed(DAY, 3);
        audit.sealed(NEXT, 1);

        var report = check();

        assertThat(report.from()).isEqualTo(DAY.minusDays(1));
        assertThat(report.to()).isEqualTo(DAY);
        assertThat(report.entries()).isEqualTo(5);
        assertThat(gauge("audit.chain.intact")).isEqualTo(1);
        assertThat(gauge("audit.chain.check.age")).isBetween(0.0, 1.0);
    }

    @Test
    void beforeTheFirstCheckNothingIsSaidOfTheChain() {
        assertThat(gauge("audit.chain.intact")).isNaN();
        assertThat(gauge("audit.chain.check.age")).isNaN();
    }

    @Test
    void nextCheckBeginsWhereTheLastGoodOneEnded() {
        audit.sealed(DAY, 3);
        audit.clock.to(NEXT);
        check();
        audit.sealed(NEXT, 2);
        audit.clock.to(NEXT.plusDays(1));

        var report = check();

        assertThat(report.from()).isEqualTo(DAY);
        assertThat(report.to()).isEqualTo(NEXT);
        assertThat(report.intact()).isTrue();
    }

    @Test
    void breakIsToldUntilItIsMendedOrLookedInto(CapturedOutput output) {
        audit.sealed(DAY, 3);
        audit.tamper("audit_log", "update audit_log set action = 'x' where id = '" + audit.entryAt(DAY, 2) + "'");
        audit.clock.to(NEXT);

        check();
        audit.clock.to(NEXT.plusDays(1));
        check();

        assertThat(gauge("audit.chain.intact")).isZero();
        assertThat(output)
                .contains(
                        "audit=chain_broken day=%s kind=CHANGED seq=2 entry=%s".formatted(DAY, audit.entryAt(DAY, 2)));
        assertThat(audit.check(NEXT, 366).run().orElseThrow().intact()).isTrue();
        assertThat(gauge("audit.chain.intact")).isEqualTo(1);
    }

    @Test
    void endThatWasCutOffIsFoundByWhoHasSeenIt() {
        audit.sealed(DAY, 3);
        audit.clock.to(NEXT);
        check();
        var cut = audit.entryAt(DAY, 3);
        audit.tamper("audit_chain", "delete from audit_chain where entry_id = '" + cut + "'");
        audit.tamper("audit_log", "delete from audit_log where id = '" + cut + "'");

        assertThat(audit.verify(DAY, DAY).intact()).isTrue();
        var broken = check().firstBrokenDay().orElseThrow();

        assertThat(broken.day()).isEqualTo(DAY);
        assertThat(broken.firstBreak())
                .satisfies(found -> assertThat(found)
                        .extracting(AuditVerification.Break::kind)
                        .isEqualTo(Kind.OTHER_HEAD));
    }

    @Test
    void manyDaysAreCheckedInSeveralNights() {
        audit.sealed(DAY, 1);
        audit.sealed(DAY.plusDays(4), 1);
        audit.clock.to(DAY.plusDays(5));

        assertThat(audit.check(null, 3).run().orElseThrow().to()).isEqualTo(DAY.plusDays(2));
        assertThat(audit.check(null, 3).run().orElseThrow().to()).isEqualTo(DAY.plusDays(4));
    }

    @Test
    void withoutAnyEntryTheChainIsIntact() {
        assertThat(check().intact()).isTrue();
    }

    @Test
    void headOfADayLeavesTheDatabaseOnceNothingCanFollowIt(CapturedOutput output) {
        audit.sealed(DAY, 3);
        String head = audit.verify(DAY, DAY).days().getFirst().head();
        var midnight = NEXT.atTime(LocalTime.MIDNIGHT).toInstant(ZoneOffset.UTC);

        audit.clock.to(midnight.plusSeconds(60));
        audit.seal();
        assertThat(output).doesNotContain("audit=day_sealed day=" + DAY);
        audit.clock.to(midnight.plusSeconds(301));
        audit.seal();
        audit.seal();

        assertThat(output.getOut().split("audit=day_sealed day=%s entries=3 head=%s".formatted(DAY, head), -1))
                .hasSize(2);
    }

    @Test
    void headOfADayIsNotToldWhileAnotherNodeMayStillBeSealingIntoIt(CapturedOutput output) {
        audit.sealed(DAY, 3);
        audit.clock.to(NEXT);

        audit.transaction.executeWithoutResult(_ -> {
            assertThat(audit.chain.lock()).isTrue();
            CompletableFuture.runAsync(audit::seal).join();
        });
        assertThat(output).doesNotContain("audit=day_sealed day=" + DAY);
        audit.seal();

        assertThat(output).contains("audit=day_sealed day=" + DAY);
    }

    @Test
    void whatWaitsIsMeasured() {
        assertThat(gauge("audit.unsealed.age")).isZero();
        audit.record(2);
        audit.jdbc
                .sql("update audit_unsealed set queued_at = :at")
                .param("at", audit.clock.instant().minusSeconds(90).atOffset(ZoneOffset.UTC))
                .update();

        assertThat(gauge("audit.unsealed")).isEqualTo(2);
        assertThat(gauge("audit.unsealed.age")).isBetween(90.0, 91.0);
        audit.seal();
        assertThat(gauge("audit.unsealed")).isZero();
    }
}
