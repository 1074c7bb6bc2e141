package dev.keelson.auth;

import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.created;
import static dev.keelson.auth.ClerkFixtures.deleted;
import static dev.keelson.auth.ClerkFixtures.event;
import static dev.keelson.auth.ClerkFixtures.freshSessionId;
import static dev.keelson.auth.ClerkFixtures.freshUserId;
import static dev.keelson.auth.ClerkFixtures.session;
import static dev.keelson.auth.ClerkFixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@KeelsonTest
class ClerkSessionEventsTest {
    @Autowired
    private ClerkSessionEvents handler;

    @Autowired
    private ClerkUserEvents userHandler;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final String clerkId = freshUserId();
    private final String sessionId = freshSessionId();

    @Test
    void sessionBeforeItsUsersOwnEventMakesTheUser() {
        var outcome = deliver("session.created", "active", T0);

        assertThat(outcome).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(status(sessionId)).isEqualTo("active");
    }

    @Test
    void endedSessionDoesNotComeBackByALateEvent() {
        deliver("session.ended", "ended", T0 + 2);

        assertThat(deliver("session.created", "active", T0)).isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(deliver("session.created", "active", T0 + 3)).isEqualTo(WebhookOutcome.SUPERSEDED);

        assertThat(status(sessionId)).isEqualTo("ended");
    }

    @Test
    void clerksWordsBecomeOurs() {
        assertThat(afterwards("session.removed", "removed")).isEqualTo("ended");
        assertThat(afterwards("session.revoked", "revoked")).isEqualTo("revoked");
        assertThat(afterwards("session.pending", "pending")).isEqualTo("pending");
        assertThat(afterwards("session.created", "abandoned")).isEqualTo("expired");
        assertThat(afterwards("session.revoked", "a-word-of-next-year")).isEqualTo("revoked");
        assertThat(afterwards("session.created", "a-word-of-next-year")).isEqualTo("active");
    }

    @Test
    void sessionOfADeletedUserIsNotKept() {
        new Inbox(transaction).deliver(userHandler, created(user(clerkId, T0)));
        new Inbox(transaction).deliver(userHandler, event("user.deleted", deleted(clerkId)));

        assertThat(deliver("session.created", "active", T0)).isEqualTo(WebhookOutcome.SUPERSEDED);

        assertThat(count(sessionId)).isZero();
    }

    @Test
    void sessionWithoutItsUserIsNotRetried() {
        var data = session(sessionId, clerkId, "active", T0).without("user_id");

        assertThatExceptionOfType(NonRetryableWebhookException.class)
                .isThrownBy(() -> new Inbox(transaction).deliver(handler, event("session.created", data)));
    }

    @Test
    void anyOrderOfTheSameEventsEndsInTheSameState() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            var history = history(random);
            Set<String> ends = new HashSet<>();
            for (int permutation = 0; permutation < 4; permutation++) {
                var id = freshSessionId();
                deliver(id, history);
                ends.add(state(id));
                Collections.shuffle(history, random);
                history.add(history.get(random.nextInt(history.size())));
            }
            assertThat(ends).as("seed %d, round %d: %s", seed, round, history).hasSize(1);
        }
    }

    private record Step(String type, String status, long updatedAt) {}

    private static List<Step> history(Random random) {
        var steps = new ArrayList<Step>();
        long at = T0;
        steps.add(new Step("session.pending", "pending", at));
        for (int i = random.nextInt(3); i >= 0; i--) {
            at += random.nextInt(2);
            steps.add(new Step("session.created", "active", at));
        }
        for (String end : List.of("ended", "removed", "revoked")) {
            at += random.nextInt(2);
            if (random.nextBoolean()) {
                steps.add(new Step("session." + end, end, at));
            }
        }
        return steps;
    }

    private void deliver(String id, List<Step> steps) {
        steps.forEach(step -> new Inbox(transaction)
                .deliver(handler, event(step.type(), session(id, clerkId, step.status(), step.updatedAt()))));
    }

    private WebhookOutcome deliver(String type, String status, long updatedAt) {
        WebhookEvent event = event(type, session(sessionId, clerkId, status, updatedAt));
        return new Inbox(transaction).deliver(handler, event);
    }

    private String afterwards(String type, String status) {
        var id = freshSessionId();
        deliver(id, List.of(new Step(type, status, T0)));
        return status(id);
    }

    private String status(String id) {
        return jdbc.sql("select status from user_sessions where clerk_session_id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private String state(String id) {
        return jdbc.sql("select status || ' ' || clerk_updated_at from user_sessions where clerk_session_id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private long count(String id) {
        return jdbc.sql("select count(*) from user_sessions where clerk_session_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }
}
