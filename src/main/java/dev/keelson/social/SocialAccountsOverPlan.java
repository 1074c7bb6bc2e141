package dev.keelson.social;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.List;

/**
 * More accounts are linked than the user's plan allows. Those that were linked last take no posts until that has changed.
 *
 * @param since when that began: once for each time
 * @param allowed how many the plan allows
 * @param beyond the networks beyond the plan in our API's words
 */
public record SocialAccountsOverPlan(UserId user, Instant since, long allowed, List<String> beyond) {}
