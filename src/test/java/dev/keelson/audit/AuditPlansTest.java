package dev.keelson.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.Cursor;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.QueryPlan;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@BesideOthers
class AuditPlansTest {
    private static final int ENTRIES = 60_000;

    @AutoClose
    private final AuditFixture audit = new AuditFixture();

    private final ExplainingDataSource explaining = new ExplainingDataSource(audit.database);
    private final AuditSearch search = new AuditSearch(JdbcClient.create(explaining), new JsonMapper());

    /** More than a thousand are this user's, so that reading all of them would be noticed. */
    private void fill() {
        audit.jdbc
                .sql("""
                        insert into audit_log (id, occurred_at, actor_id, action, subject)
                        select uuidv7(), cast(:start as timestamptz) + g * interval '1 second',
                          case when g % 50 = 0 then cast(:user as uuid) when g % 2 = 0 then gen_random_uuid() end, 'probe.made',
                          case when g % 50 = 1 then :subject else 'subject-' || g end
                        from generate_series(1, :entries) g
                        """)
                .param("start", AuditFixture.DAY.atStartOfDay().atOffset(ZoneOffset.UTC))
                .param("user", audit.actor.value())
                .param("subject", audit.actor.toString())
                .param("entries", ENTRIES)
                .update();
        audit.jdbc.sql("vacuum analyze audit_log").update();
    }

    private QueryPlan planOf(Optional<Cursor> after) {
        search.of(audit.actor, after, 20);
        return explaining.take().getFirst();
    }

    @Test
    void whatWaitsIsReadByItsIds() {
        fill();
        audit.seal();
        audit.jdbc.sql("vacuum analyze audit_log").update();
        audit.record(30);

        var waiting = new AuditChain(JdbcClient.create(explaining), new JdbcTemplate(explaining)).waiting(1_000);

        var plan = explaining.take().getFirst();
        assertThat(waiting).hasSize(30);
        assertThat(plan.shape()).contains("Index Scan pk_audit_log audit_log").doesNotContain("Seq Scan audit_log");
        assertThat(plan.buffers()).isLessThan(1_000);
    }

    @Test
    void pageOfOnesActivityIsReadFromTheIndexesAndNoFurther() {
        fill();
        var middle = AuditFixture.DAY.atStartOfDay().plusSeconds(ENTRIES / 2).toInstant(ZoneOffset.UTC);

        for (var plan :
                new QueryPlan[] {planOf(Optional.empty()), planOf(Optional.of(new Cursor(middle, audit.ids.next())))}) {
            assertThat(plan.shape())
                    .contains("Index Scan ix_audit_log_actor", "Index Scan ix_audit_log_subject")
                    .doesNotContain("Seq Scan", "Bitmap");
            assertThat(plan.buffers()).isLessThan(150);
        }
    }
}
