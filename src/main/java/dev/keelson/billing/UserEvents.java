package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.auth.UserErased;
import dev.keelson.auth.UserRegistered;
import java.time.InstantSource;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** What billing does when a user comes or goes. Each listener may be called again for the same event. */
@Component
class UserEvents {
    private final Customers customers;
    private final Commands commands;
    private final SchedulerClient scheduler;
    private final InstantSource clock;

    UserEvents(Customers customers, Commands commands, SchedulerClient scheduler, InstantSource clock) {
        this.customers = customers;
        this.commands = commands;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @ApplicationModuleListener
    void on(UserRegistered event) {
        customers.linkWaitingFor(event.user());
    }

    /** Nothing personal stays here, and Stripe ends the subscriptions and forgets the customer. */
    @ApplicationModuleListener
    void on(UserErased event) {
        commands.erase(event.user());
        for (String stripeId : customers.erase(event.user())) {
            scheduler.scheduleIfNotExists(
                    CustomerTasks.DELETE.instance(stripeId).build(), clock.instant());
        }
    }
}
