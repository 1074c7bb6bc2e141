package dev.keelson.auth;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the plan on the user as billing says it, in the transaction that changes it; the role follows. */
@Component
class FollowPlan {
    private final Users users;
    private final UserChanges changes;

    FollowPlan(Users users, UserChanges changes) {
        this.users = users;
        this.changes = changes;
    }

    /** May be called with the same event again, and with events in any order: the greatest version stays. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(PlanChanged event) {
        users.lock(event.user())
                .filter(user -> !user.deleted() && event.version() > user.planVersion())
                .ifPresent(user -> changes.write(user, user.onPlan(event.plan(), event.version()), null));
    }
}
