package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Brings our copy of a user to the state that Clerk tells, unless ours is newer. */
@Component
class MirrorUser {
    /** What became of a state that Clerk told. */
    enum Result {
        /** Our copy is now in this state, or already was. */
        MIRRORED,
        /** Ours is newer, or the user is deleted. */
        STALE,
        /** Another state with the same version is stored: only Clerk knows which is true now. */
        TIED
    }

    private final RegisterUser register;
    private final Users users;
    private final UserChanges changes;

    MirrorUser(RegisterUser register, Users users, UserChanges changes) {
        this.register = register;
        this.users = users;
        this.changes = changes;
    }

    /** A state that an event carried, of unknown age. */
    @Transactional
    Result told(ClerkUser clerk) {
        User stored = registered(clerk.id());
        if (isTie(stored, clerk)) {
            return Result.TIED;
        }
        return mirror(stored, clerk, null);
    }

    /**
     * A state that Clerk has just answered: of two with the same version, this is the newer one.
     *
     * @param actor the administrator on whose behalf Clerk was called; null for anybody else
     */
    @Transactional
    Result answered(ClerkUser clerk, @Nullable UserId actor) {
        return mirror(registered(clerk.id()), clerk, actor);
    }

    private User registered(String clerkId) {
        register.unlessKnown(clerkId);
        return users.lock(clerkId).orElseThrow();
    }

    private Result mirror(User stored, ClerkUser clerk, @Nullable UserId actor) {
        if (stored.deleted() || clerk.updatedAt() < stored.clerkUpdatedAt()) {
            return Result.STALE;
        }
        User after = stored.mirroring(clerk);
        if (!after.equals(stored)) {
            changes.write(stored, after, actor);
        }
        return Result.MIRRORED;
    }

    private static boolean isTie(User stored, ClerkUser clerk) {
        return !stored.deleted()
                && clerk.updatedAt() == stored.clerkUpdatedAt()
                && !User.Mirror.of(clerk).equals(stored.mirror());
    }
}
