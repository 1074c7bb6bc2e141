package dev.keelson.notifications;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** @param readAt null while unread */
record Notification(UUID id, Message message, @Nullable Instant readAt, Instant createdAt) {}
