package dev.keelson.auth;

import static java.util.Objects.requireNonNull;

import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import org.springframework.transaction.support.TransactionTemplate;

/** Handles an event as the inbox does: in a transaction, and again with the vendor's answer where the handler asks for it. */
record Inbox(TransactionTemplate transaction) {
    WebhookOutcome deliver(WebhookHandler handler, WebhookEvent event) {
        var outcome = handle(handler, event);
        if (outcome != WebhookOutcome.FETCH_FIRST) {
            return outcome;
        }
        Instant at = Instant.now();
        return handle(handler, event.with(new WebhookEvent.Fetched(handler.fetch(event), at)));
    }

    WebhookOutcome handle(WebhookHandler handler, WebhookEvent event) {
        return requireNonNull(transaction.execute(status -> {
            var outcome = handler.handle(event);
            if (outcome == WebhookOutcome.FETCH_FIRST) {
                status.setRollbackOnly();
            }
            return outcome;
        }));
    }
}
