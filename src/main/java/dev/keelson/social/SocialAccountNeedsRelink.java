package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The user has to link a network again, or nothing more will go out there.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param by until when it still works; null where it does not work any more
 */
public record SocialAccountNeedsRelink(
        UserId user, String platform, @Nullable Instant by) {}
