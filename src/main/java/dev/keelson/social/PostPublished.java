package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A post went out on one network.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param url where it can be seen; several networks do not tell
 */
public record PostPublished(
        UUID postId, UserId user, String platform, @Nullable String url) {}
