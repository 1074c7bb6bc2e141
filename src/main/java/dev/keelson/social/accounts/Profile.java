package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's profile at Ayrshare.
 *
 * @param refId Ayrshare's id of it, null until it is made there
 * @param key null until it is made there and after it was deleted
 */
public record Profile(
        UUID id,
        UserId user,
        State state,
        @Nullable String refId,
        @Nullable ProfileKey key) {

    public enum State {
        CREATING,
        ACTIVE,
        DELETING,
        DELETED
    }

    /** The key of an active profile. */
    public ProfileKey activeKey() {
        if (state != State.ACTIVE || key == null) {
            throw new IllegalStateException("profile " + id + " is " + state);
        }
        return key;
    }

    /** The title at Ayrshare. Titles are unique there, so that no user ever has two profiles. */
    static String titleOf(UserId user) {
        return user.toString();
    }
}
