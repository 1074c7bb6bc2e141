package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.UUID;

/**
 * A post goes out notably later than it was planned; told once. That it is out is told by {@link PostPublished}.
 *
 * @param scheduledAt when it was to go out
 */
public record PostDelayed(UUID postId, UserId user, Instant scheduledAt) {}
