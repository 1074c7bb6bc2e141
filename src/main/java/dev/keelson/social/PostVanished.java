package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A post that went out on one network has been deleted there, and not by this application.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param url where it could be seen
 * @param noticedAt when it was missed
 */
public record PostVanished(
        UUID postId, UserId user, String platform, @Nullable String url, Instant noticedAt) {}
