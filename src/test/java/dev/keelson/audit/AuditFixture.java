package dev.keelson.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import dev.keelson.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** An audit log in a database of its own, that may be tampered with, at a time that the test decides. */
final class AuditFixture implements AutoCloseable {
    static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    final HikariDataSource database = new HikariDataSource();
    final JdbcClient jdbc = JdbcClient.create(database);
    final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    final TransactionTemplate transaction = new TransactionTemplate(transactions);
    final TestClock clock = new TestClock();
    final IdGenerator ids = new IdGenerator(clock, new Random(7));
    final AuditLog log = new AuditLog(jdbc, new JsonMapper(), ids, clock);
    final AuditSearch search = new AuditSearch(jdbc, new JsonMapper());
    final AuditChain chain = new AuditChain(jdbc, new JdbcTemplate(database));
    final AuditSealer sealer = new AuditSealer(chain, transaction, clock);
    final AuditVerification verification = new AuditVerification(chain, transactions);
    final UserId actor = new UserId(ids.next());

    AuditFixture() {
        database.setJdbcUrl(TestPostgres.migratedDatabase());
        // As many as a test has at a time; the others are never opened.
        database.setMinimumIdle(1);
    }

    @Override
    public void close() {
        database.close();
    }

    /** Stands still until it is told. */
    static final class TestClock extends Clock {
        private volatile Instant now = DAY.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);

        void to(LocalDate day) {
            now = day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
        }

        void to(Instant instant) {
            now = instant;
        }

        @Override
        public synchronized Instant instant() {
            // Each entry has a time and an id after those of the one before.
            now = now.plus(Duration.ofNanos(1_000));
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    AuditCheck check(@Nullable LocalDate from, int mostDays) {
        var settings = new AuditSettings(Duration.ofSeconds(2), LocalTime.of(3, 30), from, mostDays);
        return new AuditCheck(verification, chain, jdbc, settings, ids, clock);
    }

    void record(int entries) {
        for (int i = 1; i <= entries; i++) {
            log.record(actor, "probe.made", "subject-" + i, Map.of("number", i));
        }
    }

    void seal() {
        sealer.sealAll(() -> false);
    }

    /** So many entries, sealed on that day. */
    void sealed(LocalDate day, int entries) {
        clock.to(day);
        record(entries);
        seal();
    }

    AuditVerification.Report verify(LocalDate from, LocalDate to) {
        return verification.verify(from, to);
    }

    AuditVerification.@Nullable Break firstBreak() {
        return verify(DAY.minusDays(5), DAY.plusDays(5))
                .firstBrokenDay()
                .map(AuditVerification.Day::firstBreak)
                .orElse(null);
    }

    UUID entryAt(LocalDate day, long seq) {
        return jdbc.sql("select entry_id from audit_chain where day = :day and seq = :seq")
                .param("day", day)
                .param("seq", seq)
                .query(UUID.class)
                .single();
    }

    long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    /** What somebody does who may do anything in the database, and leaves no trace of having done it. */
    void tamper(String table, String sql) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("alter table " + table + " disable trigger user").update();
            jdbc.sql(sql).update();
            jdbc.sql("alter table " + table + " enable trigger user").update();
        });
    }
}
