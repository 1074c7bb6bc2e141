package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;

/**
 * A network that had to be linked again works, and posts wait for that.
 *
 * @param platform the network in our API's words, such as {@code x}
 * @param at when it was noticed
 * @param waiting how many posts were held because of it, or have failed on this network alone for it
 */
public record SocialAccountRelinked(UserId user, String platform, Instant at, int waiting) {}
