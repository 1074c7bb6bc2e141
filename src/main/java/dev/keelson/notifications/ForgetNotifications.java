package dev.keelson.notifications;

import dev.keelson.auth.Erasure;
import dev.keelson.auth.ErasureStep;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Deletes what an erased user was told. */
@Component
class ForgetNotifications implements ErasureStep {
    private final Notifications notifications;

    ForgetNotifications(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public Phase phase() {
        return Phase.HERE;
    }

    @Override
    @Transactional
    public void erase(Erasure erasure) {
        notifications.lock(erasure.user());
        notifications.deleteAll(erasure.user());
    }
}
