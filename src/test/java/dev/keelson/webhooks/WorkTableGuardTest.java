package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@KeelsonTest
class WorkTableGuardTest {
    @Autowired
    private WorkTableGuard guard;

    @Autowired
    private JdbcClient jdbc;

    private long sweeps() {
        return jdbc.sql("select vacuum_count from pg_stat_user_tables where relid = 'webhook_work'::regclass")
                .query((row, _) -> row.getLong(1))
                .single();
    }

    @Test
    void tableWithManyDeadRowsIsSwept() {
        long before = sweeps();
        // Not due before tomorrow, so that no worker touches them.
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at)
                        select 0, -n, now(), now() + interval '1 day' from generate_series(1, :rows) n
                        """).param("rows", WorkTableGuard.MANY_DEAD_ROWS + 1).update();
        jdbc.sql("delete from webhook_work where seq < 0").update();

        // The statistics follow a moment later.
        await().untilAsserted(() -> {
            guard.sweep();
            assertThat(sweeps()).isGreaterThan(before);
        });
    }
}
