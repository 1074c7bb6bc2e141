package dev.keelson.sandbox.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One webhook to one receiver.
 *
 * @param id of this delivery; a duplicate is a delivery of its own
 * @param messageId the vendor's id of the message, the same for duplicates and attempts
 * @param state {@code waiting}, {@code delivered}, {@code dropped} or {@code failed}
 * @param lastStatus the receiver's last answer; null where it never answered
 */
record Delivery(
        long id,
        String vendor,
        String messageId,
        String type,
        String state,
        int attempts,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        Instant dueAt,
        Instant createdAt,
        String body) {}
