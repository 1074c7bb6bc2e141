package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Turns a user into a tombstone: no personal data, their address free again, and no late event that brings them back. */
@Component
class EraseUser {
    private final Users users;
    private final UserChanges changes;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    EraseUser(
            Users users, UserChanges changes, JdbcClient jdbc, ApplicationEventPublisher events, InstantSource clock) {
        this.users = users;
        this.changes = changes;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * @param actor the administrator who caused it; null where Clerk told
     * @return whether this call erased the user; false where they already were
     */
    @Transactional
    boolean erase(String clerkId, @Nullable UserId actor) {
        // A deletion may come before everything else of its user: the tombstone is left all the same. Nobody has heard
        // of
        // such a user, so nobody is told that they are gone.
        Optional<UserId> unheardOf = users.insertIfAbsent(clerkId);
        User stored = users.lock(clerkId).orElseThrow();
        if (stored.deleted()) {
            return false;
        }
        changes.write(stored, stored.erased(clock.instant()), actor);
        deleteWhatBelongsTo(stored.id());
        if (unheardOf.isEmpty()) {
            events.publishEvent(new UserErased(stored.id(), clerkId));
        }
        return true;
    }

    private void deleteWhatBelongsTo(UserId user) {
        jdbc.sql("delete from user_sessions where user_id = :user")
                .param("user", user.value())
                .update();
        jdbc.sql("delete from user_preferences where user_id = :user")
                .param("user", user.value())
                .update();
    }
}
