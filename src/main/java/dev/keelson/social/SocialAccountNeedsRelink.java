package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link does not work any more, and nothing goes out there until the user links the network again. Told once, however often
 * it is noticed, until it has worked again.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param since when it was noticed; null in what an older version has told
 */
public record SocialAccountNeedsRelink(
        UserId user, String platform, @Nullable Instant since) {}
