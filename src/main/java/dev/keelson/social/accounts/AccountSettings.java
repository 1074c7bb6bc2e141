package dev.keelson.social.accounts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How accounts are linked.
 *
 * @param linkRedirect where Ayrshare's link page sends the user when done
 * @param profileWait how long a request waits for another that is just making the user's profile
 * @param lookForEndingEvery how often links are looked for that end soon
 * @param fresh how old the knowledge of the linked accounts may be when a post is refused because of it
 */
@ConfigurationProperties("keelson.social.accounts")
record AccountSettings(
        @Nullable String linkRedirect,
        @DefaultValue("10s") Duration profileWait,
        @DefaultValue("1h") Duration lookForEndingEvery,
        @DefaultValue("10s") Duration fresh) {}
