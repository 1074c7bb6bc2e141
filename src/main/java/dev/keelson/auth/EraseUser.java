package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Begins every erasure, whoever wants it: turns the user into a tombstone, so that nobody gets in any more, their address is
 * free again and no late event brings them back. The rest are {@link ErasureStep}s, which follow by themselves.
 */
@Component
class EraseUser {
    private final Users users;
    private final UserChanges changes;
    private final EraseAccount account;
    private final Erasures erasures;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    EraseUser(
            Users users,
            UserChanges changes,
            EraseAccount account,
            Erasures erasures,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.users = users;
        this.changes = changes;
        this.account = account;
        this.erasures = erasures;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Whom Clerk says to be gone.
     *
     * @param actor the administrator who caused it; null where Clerk told
     * @return whether this call erased the user; false where they already were
     */
    @Transactional
    boolean erase(String clerkId, @Nullable UserId actor) {
        // A deletion may come before everything else of its user: the tombstone is left all the same. Nobody has
        // heard of such a user, so nobody is told that they are gone.
        Optional<UserId> unheardOf = users.insertIfAbsent(clerkId);
        User stored = users.lock(clerkId).orElseThrow();
        if (stored.deleted()) {
            return false;
        }
        bury(stored, actor);
        if (unheardOf.isEmpty()) {
            events.publishEvent(new UserErased(stored.id(), clerkId));
        }
        return true;
    }

    /**
     * Whom somebody here wants erased: the user or an administrator.
     *
     * @return the id of the erasure; of one that was begun before, where it was
     */
    @Transactional
    UUID erase(UserId user, UserId actor) {
        User stored = users.lock(user).orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such user."));
        if (stored.deleted()) {
            return erasures.open(user, actor);
        }
        UUID erasure = bury(stored, actor);
        events.publishEvent(new UserErased(user, stored.clerkId()));
        return erasure;
    }

    private UUID bury(User stored, @Nullable UserId actor) {
        // First, while all that tells what the vendors call them is still there.
        UUID erasure = erasures.open(stored.id(), actor);
        changes.write(stored, stored.erased(clock.instant()), actor);
        account.forget(stored.id());
        return erasure;
    }
}
