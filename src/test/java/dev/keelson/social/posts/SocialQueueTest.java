package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** Something is due with what it is about, or not at all. */
@SocialTest
class SocialQueueTest {
    @Autowired
    private SocialQueue queue;

    @Autowired
    private SocialFixture social;

    @Autowired
    private Posts posts;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private Post draft() {
        var user = social.linkedTo(Platform.X).user().id();
        var content = new PostContent("Hi", List.of(), List.of(TargetContent.on(Platform.X)));
        return Objects.requireNonNull(
                transaction.execute(_ -> posts.save(Post.draft(user, content, UUID::randomUUID, Instant.now()))));
    }

    @Test
    void rolledBackTransactionMakesNothingDue() {
        var post = draft();

        transaction.executeWithoutResult(status -> {
            queue.publish(post.targets());
            assertThat(due(post)).isEqualTo(1);
            status.setRollbackOnly();
        });

        assertThat(due(post)).isZero();
    }

    @Test
    void orderingOutsideATransactionIsRefused() {
        var post = draft();

        assertThatThrownBy(() -> queue.publish(post.targets())).isInstanceOf(IllegalTransactionStateException.class);
    }

    private int due(Post post) {
        return jdbc.sql("select count(*) from post_targets where post_id = :post and step_at is not null")
                .param("post", post.id())
                .query(Integer.class)
                .single();
    }
}
