package dev.keelson.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event whose turn it is.
 *
 * @param slot where it waits
 * @param event what the handler gets
 * @param readable false where the body that was stored is no JSON any more; its payload is then missing
 * @param failures how often it has failed for reasons of its own
 * @param pausedUntil where an earlier event of its subject has to be done first: when that is tried next
 */
record Due(
        int slot,
        WebhookEvent event,
        boolean readable,
        int failures,
        @Nullable Instant pausedUntil) {
    Due with(WebhookEvent other) {
        return new Due(slot, other, readable, failures, pausedUntil);
    }
}
