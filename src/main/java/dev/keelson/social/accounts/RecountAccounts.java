package dev.keelson.social.accounts;

import dev.keelson.auth.PlanChanged;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** A plan that begins or ends may make the linked accounts too many, or few enough. */
@Component
class RecountAccounts {
    private final Profiles profiles;
    private final LinkHealth health;

    RecountAccounts(Profiles profiles, LinkHealth health) {
        this.profiles = profiles;
        this.health = health;
    }

    @ApplicationModuleListener
    void on(PlanChanged event) {
        if (profiles.active(event.user()).isPresent()) {
            health.settle(event.user());
        }
    }
}
