package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.KeelsonTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

@KeelsonTest
class SnapshotsTest {
    @Autowired
    private Snapshots snapshots;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void readThatTakesTooLongIsATimeout() {
        assertThatThrownBy(() -> snapshots.read(() -> {
                    jdbc.sql("set local statement_timeout = 20").update();
                    return jdbc.sql("select pg_sleep(20)").query().singleRow();
                }))
                .isInstanceOf(QueryTimeoutException.class);
    }

    @Test
    void allStatementsSeeOneMoment() {
        var isolation = snapshots.read(() -> jdbc.sql("select current_setting('transaction_isolation')")
                .query(String.class)
                .single());

        assertThat(isolation).isEqualTo("repeatable read");
    }
}
