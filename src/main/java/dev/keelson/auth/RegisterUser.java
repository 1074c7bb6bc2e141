package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.UserId;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes a user known, whoever comes first: Clerk's event, an event of one of their sessions, or their first request. */
@Component
class RegisterUser {
    private final Users users;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    RegisterUser(Users users, AuditLog audit, ApplicationEventPublisher events) {
        this.users = users;
        this.audit = audit;
        this.events = events;
    }

    /** @return whether this call made the user; of concurrent calls exactly one did */
    @Transactional
    boolean unlessKnown(String clerkId) {
        var made = users.insertIfAbsent(clerkId);
        made.ifPresent(id -> registered(id, clerkId));
        return made.isPresent();
    }

    private void registered(UserId id, String clerkId) {
        audit.record(null, "user.registered", id.toString(), Map.of("clerkId", clerkId));
        events.publishEvent(new UserRegistered(id, clerkId));
    }
}
