package dev.keelson.billing;

import dev.keelson.auth.UserRegistered;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** What billing does when a user comes. May be called again for the same event. */
@Component
class UserEvents {
    private final Customers customers;

    UserEvents(Customers customers) {
        this.customers = customers;
    }

    @ApplicationModuleListener
    void on(UserRegistered event) {
        customers.linkWaitingFor(event.user());
    }
}
