package dev.keelson.auth;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Fetches a user from Clerk again. Never called inside a transaction. */
@Component
class ResyncUser {
    private static final Logger log = LoggerFactory.getLogger(ResyncUser.class);

    private final ClerkApiClient clerk;
    private final ClerkUserLookup lookup;
    private final MirrorUser mirror;
    private final EraseUser erase;

    ResyncUser(ClerkApiClient clerk, ClerkUserLookup lookup, MirrorUser mirror, EraseUser erase) {
        this.clerk = clerk;
        this.lookup = lookup;
        this.mirror = mirror;
        this.erase = erase;
    }

    /**
     * Whom Clerk does not know any more is erased here too.
     *
     * @throws ApiException where Clerk does not tell
     */
    void now(String clerkId, @Nullable UserId actor) {
        lookup.find(clerkId).ifPresentOrElse(user -> mirror.answered(user, actor), () -> erase.erase(clerkId, actor));
    }

    /** The same, but it may fail; and it erases nobody, since Clerk may not know a new user everywhere at once. */
    void asFarAsPossible(String clerkId) {
        try {
            mirror.answered(clerk.user(clerkId), null);
        } catch (ApiException e) {
            log.warn("problem=profile_not_fetched {}", e.failure());
        } catch (DataAccessException e) {
            log.warn("problem=profile_not_stored cause={}", e.getClass().getSimpleName());
        }
    }
}
