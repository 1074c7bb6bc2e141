package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.util.UUID;

/**
 * A post did not go out on one network, or nobody can find out whether it did.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param code why, such as {@code RELINK_REQUIRED}
 * @param meaning the same in words
 * @param action what the user can do
 */
public record PostFailed(UUID postId, UserId user, String platform, String code, String meaning, String action) {}
