package dev.keelson.social.accounts;

import dev.keelson.auth.PlanChanged;
import dev.keelson.shared.UserId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** A plan that begins or ends may make the linked accounts too many, or few enough. */
@Component
class RecountAccounts {
    private final Profiles profiles;
    private final LinkHealth health;
    private final ApplicationEventPublisher events;

    RecountAccounts(Profiles profiles, LinkHealth health, ApplicationEventPublisher events) {
        this.profiles = profiles;
        this.health = health;
        this.events = events;
    }

    /** The accounts of a user whose plan is another than it was are to be counted anew. */
    record PlanOfLinkedUserChanged(UserId user) {}

    /** Most users have linked nothing: an entry in the registry of events is worth it for the others. */
    @EventListener
    void on(PlanChanged event) {
        if (profiles.active(event.user()).isPresent()) {
            events.publishEvent(new PlanOfLinkedUserChanged(event.user()));
        }
    }

    @ApplicationModuleListener
    void on(PlanOfLinkedUserChanged event) {
        if (profiles.active(event.user()).isPresent()) {
            health.settle(event.user());
        }
    }
}
