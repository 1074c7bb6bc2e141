package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link still works, but not for much longer. Told once some two weeks before its end and once some days before it.
 *
 * @param platform the network in our API's words, such as {@code linkedin}
 * @param by until when it works; null where the network has not said so
 * @param days which of the two it is: at most so many days are left
 */
public record SocialLinkExpiring(
        UserId user, String platform, @Nullable Instant by, int days) {}
