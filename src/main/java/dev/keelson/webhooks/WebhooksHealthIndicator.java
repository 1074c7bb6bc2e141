package dev.keelson.webhooks;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Down when what the vendors told us is not true here: events wait too long, too many are dead, or the database is about to
 * make them wait. No part of readiness: a node whose inbox is behind still has to take in what the vendors send.
 */
@Component("webhookInbox")
class WebhooksHealthIndicator extends AbstractHealthIndicator {
    private final InboxState state;
    private final DatabaseGuard database;
    private final WebhooksHealthSettings limits;

    WebhooksHealthIndicator(InboxState state, DatabaseGuard database, WebhooksHealthSettings limits) {
        super("the inbox cannot be read");
        this.state = state;
        this.database = database;
        this.limits = limits;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        var inbox = state.now();
        var guard = database.now();
        List<String> beyond = new ArrayList<>();
        if (inbox.oldestAge().compareTo(limits.oldestAge()) > 0) {
            beyond.add("oldestAge");
        }
        if (inbox.dead() > limits.dead()) {
            beyond.add("dead");
        }
        if (guard.snapshotSeconds() > limits.snapshotAge().toSeconds()) {
            beyond.add("snapshotAge");
        }
        if (guard.deadTuples() > limits.deadTuples()) {
            beyond.add("deadTuples");
        }
        builder.status(beyond.isEmpty() ? "UP" : "DOWN")
                .withDetail("waiting", inbox.waiting())
                .withDetail("oldestAgeSeconds", inbox.oldestAge().toSeconds())
                .withDetail("dead", inbox.dead())
                .withDetail("snapshotAgeSeconds", guard.snapshotSeconds())
                .withDetail("deadTuples", guard.deadTuples())
                .withDetail("beyond", beyond);
    }
}
