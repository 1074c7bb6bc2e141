package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.social.SocialTest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** A task exists with what it is about, or not at all. */
@SocialTest
class SocialQueueTest {
    @Autowired
    private SocialQueue queue;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private final UUID post = UUID.randomUUID();
    private final Instant tomorrow = Instant.now().plusSeconds(86_400);

    @Test
    void rolledBackTransactionLeavesNoTask() {
        transaction.executeWithoutResult(status -> {
            queue.publishAt(post, tomorrow);
            assertThat(tasks()).isEqualTo(1);
            status.setRollbackOnly();
        });

        assertThat(tasks()).isZero();
    }

    @Test
    void committedTransactionLeavesOneTaskHoweverOftenItIsScheduled() {
        transaction.executeWithoutResult(_ -> queue.publishAt(post, tomorrow));
        transaction.executeWithoutResult(_ -> queue.publishAt(post, tomorrow));

        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void schedulingOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> queue.publishAt(post, tomorrow)).isInstanceOf(IllegalTransactionStateException.class);
    }

    private int tasks() {
        return jdbc.sql("select count(*) from scheduled_tasks where task_instance like :post")
                .param("post", post + "%")
                .query(Integer.class)
                .single();
    }
}
