package dev.keelson.notifications;

import dev.keelson.auth.PlanChanged;
import dev.keelson.auth.UserDirectory;
import dev.keelson.auth.UserErased;
import dev.keelson.shared.UserId;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/**
 * Turns what happened in other modules into notifications. Events may come again and in any order: each is told once, and
 * nobody is told anything after their erasure.
 */
@Component
class TellUsers {
    private final Notifications notifications;
    private final UserDirectory users;

    TellUsers(Notifications notifications, UserDirectory users) {
        this.notifications = notifications;
        this.users = users;
    }

    @ApplicationModuleListener
    void on(PlanChanged event) {
        var message = new Message.PlanIs(event.plan(), event.plan().equals(PlanChanged.FREE));
        if (mayBeTold(event.user()) && !notifications.told(event.user(), message.kind(), event.version())) {
            notifications.add(event.user(), message, "plan " + event.version(), event.version());
        }
    }

    @ApplicationModuleListener
    void on(UserErased event) {
        notifications.lock(event.user());
        notifications.deleteAll(event.user());
    }

    /**
     * Asked under the lock. Either the erasure is seen here, or its event, which comes after it, waits for the lock and
     * deletes what is written now.
     */
    private boolean mayBeTold(UserId user) {
        notifications.lock(user);
        return users.find(user).isPresent();
    }
}
