package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.UUID;

/**
 * A post was due and does not go out before its user says so.
 *
 * @param reason {@code missed}, {@code account} or {@code plan}
 * @param scheduledAt when it was to go out
 * @param meaning the reason in words
 * @param action what the user can do
 */
public record PostHeld(UUID postId, UserId user, String reason, Instant scheduledAt, String meaning, String action) {}
