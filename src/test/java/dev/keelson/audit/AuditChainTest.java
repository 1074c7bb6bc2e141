package dev.keelson.audit;

import static dev.keelson.audit.AuditFixture.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@BesideOthers
class AuditChainTest {
    @AutoClose
    private final AuditFixture audit = new AuditFixture();

    private static LongStream seeds() {
        return Seeds.fixed(3);
    }

    @Test
    void entriesAreSealedOnceInTheOrderOfTheirIds() {
        audit.record(5);

        audit.seal();
        audit.seal();

        assertThat(audit.count("audit_unsealed")).isZero();
        assertThat(audit.jdbc
                        .sql("select entry_id from audit_chain order by seq")
                        .query(UUID.class)
                        .list())
                .isEqualTo(audit.jdbc
                        .sql("select id from audit_log order by id")
                        .query(UUID.class)
                        .list());
        assertThat(audit.verify(DAY, DAY).entries()).isEqualTo(5);
        assertThat(audit.verify(DAY, DAY).intact()).isTrue();
    }

    @Test
    void entryThatWaitsIsNoBreak() {
        audit.record(1);

        assertThat(audit.firstBreak()).isNull();
    }

    @Test
    void moreThanABatchIsSealedAndVerifiedInConstantMemory() {
        audit.jdbc
                .sql("""
                        insert into audit_log (id, occurred_at, action, subject, details)
                        select uuidv7(), :at, 'probe.made', 'subject-' || g, jsonb_build_object('number', g)
                        from generate_series(1, 5000) g
                        """)
                .param("at", DAY.atTime(9, 0).atOffset(ZoneOffset.UTC))
                .update();

        assertThat(audit.sealer.sealAll(() -> false)).isEqualTo(5_000);
        var report = audit.verify(DAY, DAY);

        assertThat(report.intact()).isTrue();
        assertThat(report.entries()).isEqualTo(5_000);
    }

    @Test
    void entryOfTransactionThatIsRolledBackIsNotSealed() {
        audit.transaction.executeWithoutResult(status -> {
            audit.record(1);
            status.setRollbackOnly();
        });

        audit.seal();

        assertThat(audit.count("audit_chain")).isZero();
    }

    @Test
    void entryThatWasCommittedLateIsSealedBehindThoseThatWereNot() throws Exception {
        var inserted = new CountDownLatch(1);
        var sealed = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> late = threads.submit(() -> audit.transaction.executeWithoutResult(_ -> {
                audit.log.record(null, "probe.late", "late", Map.of());
                inserted.countDown();
                await(sealed);
            }));
            inserted.await();
            audit.log.record(null, "probe.early", "early", Map.of());
            audit.seal();
            sealed.countDown();
            late.get();
        }
        audit.seal();

        assertThat(audit.jdbc
                        .sql("select l.subject from audit_chain c join audit_log l on l.id = c.entry_id order by c.seq")
                        .query((row, _) -> row.getString(1))
                        .list())
                .containsExactly("early", "late");
        assertThat(audit.firstBreak()).isNull();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverWritersAndSealersDoAtOnceEachEntryIsSealedOnce(long seed) throws Exception {
        int writers = 6;
        int each = 40;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = IntStream.range(0, writers)
                    .mapToObj(writer -> threads.submit(() -> writeSome(new Random(seed * 100 + writer), each)))
                    .toList();
            var sealing = IntStream.range(0, 3)
                    .mapToObj(_ -> threads.submit(() -> {
                        while (writing.stream().anyMatch(writer -> !writer.isDone())) {
                            audit.seal();
                        }
                    }))
                    .toList();
            for (var work : writing) {
                done(work);
            }
            for (var work : sealing) {
                done(work);
            }
        }
        audit.seal();

        assertThat(audit.count("audit_log")).isPositive();
        assertThat(audit.count("audit_chain")).isEqualTo(audit.count("audit_log"));
        assertThat(audit.firstBreak()).isNull();
    }

    /** Some alone, some several in one transaction, and some of those rolled back. */
    private void writeSome(Random random, int times) {
        for (int i = 0; i < times; i++) {
            int together = random.nextInt(4);
            audit.transaction.executeWithoutResult(status -> {
                audit.record(together);
                if (random.nextInt(5) == 0) {
                    status.setRollbackOnly();
                }
            });
        }
    }

    @Test
    void sealingThatWasBrokenOffIsDoneAgain() {
        audit.sealed(DAY, 3);
        audit.record(4);

        audit.transaction.executeWithoutResult(status -> {
            audit.seal();
            status.setRollbackOnly();
        });
        assertThat(audit.count("audit_chain")).isEqualTo(3);
        assertThat(audit.count("audit_unsealed")).isEqualTo(4);
        audit.seal();

        assertThat(audit.verify(DAY, DAY).entries()).isEqualTo(7);
        assertThat(audit.firstBreak()).isNull();
    }

    @Test
    void whileOneNodeSealsNoOtherDoes() throws Exception {
        audit.record(2);

        long other = audit.transaction.execute(_ -> {
            audit.chain.lock();
            return onAnotherThread(() -> audit.sealer.sealAll(() -> false));
        });

        assertThat(other).isZero();
        assertThat(audit.count("audit_unsealed")).isEqualTo(2);
    }

    @Test
    void daysFollowEachOther() {
        audit.sealed(DAY, 2);
        audit.sealed(DAY.plusDays(1), 3);
        audit.sealed(DAY.plusDays(3), 1);

        var report = audit.verify(DAY, DAY.plusDays(4));

        assertThat(report.intact()).isTrue();
        assertThat(report.days())
                .extracting(AuditVerification.Day::day)
                .containsExactly(DAY, DAY.plusDays(1), DAY.plusDays(3));
        assertThat(report.days()).extracting(AuditVerification.Day::entries).containsExactly(2L, 3L, 1L);
    }

    @Test
    void clockThatIsLateDoesNotSealIntoADayThatHasEnded() {
        audit.sealed(DAY.plusDays(1), 1);
        audit.sealed(DAY, 1);

        assertThat(audit.jdbc
                        .sql("select distinct day from audit_chain")
                        .query((row, _) -> row.getObject(1, LocalDate.class))
                        .list())
                .containsExactly(DAY.plusDays(1));
        assertThat(audit.firstBreak()).isNull();
    }

    @Test
    void hashesAreThoseThatAnybodyCanComputeFromTheDocumentation() {
        var fields = new ChainHash.Fields(
                UUID.fromString("0198a000-0000-7000-8000-000000000001"),
                Instant.parse("2026-11-24T12:00:00.123456Z"),
                null,
                "probe.made",
                "überall",
                "{\"a\": 1}",
                "203.0.113.0/24",
                null);

        String entry = ChainHash.ofEntry(fields);

        assertThat(entry).isEqualTo("9670a3f26a7f500d96480b72a435feb4d737f5d689115809e9c0961cc776a39e");
        assertThat(ChainHash.link(ChainHash.GENESIS, DAY, 1, entry))
                .isEqualTo("e70656d1ccf63a745970cd5d4f36dd1f31897beb9f5e2e11d986fa2a6f99a2dd");
    }

    @Test
    void textThatMovesFromOneFieldToTheNextIsAnotherEntry() {
        var at = Instant.EPOCH.plus(1, ChronoUnit.MICROS);
        var id = new UUID(1, 2);

        var first = new ChainHash.Fields(id, at, null, "ab", "c", "{}", null, null);

        assertThat(ChainHash.ofEntry(first))
                .isNotEqualTo(ChainHash.ofEntry(new ChainHash.Fields(id, at, null, "a", "bc", "{}", null, null)))
                .isNotEqualTo(ChainHash.ofEntry(new ChainHash.Fields(id, at, null, "ab", "c", "{}", "", null)))
                .isNotEqualTo(ChainHash.ofEntry(
                        new ChainHash.Fields(id, at.plus(Duration.ofNanos(1_000)), null, "ab", "c", "{}", null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit_log", "audit_chain", "audit_check"})
    void tablesTakeInsertsOnlyAlsoFromAReplica(String table) {
        audit.sealed(DAY, 1);

        for (String mode : new String[] {"origin", "replica"}) {
            for (String sql : new String[] {
                "delete from " + table,
                "update " + table + " set " + column(table),
                "truncate " + table,
                "truncate " + table + " cascade",
                "delete from " + table + " where false",
            }) {
                assertThatThrownBy(() -> audit.transaction.executeWithoutResult(_ -> {
                            audit.jdbc
                                    .sql("set local session_replication_role = " + mode)
                                    .update();
                            audit.jdbc.sql(sql).update();
                        }))
                        .as("%s as %s", sql, mode)
                        .hasMessageContaining(table + " is append-only");
            }
        }
    }

    private static String column(String table) {
        return switch (table) {
            case "audit_chain" -> "seq = seq";
            case "audit_check" -> "entries = entries";
            default -> "subject = subject";
        };
    }

    private static <T> T onAnotherThread(Callable<T> work) {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void done(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
