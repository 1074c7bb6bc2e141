package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkSession;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Follows Clerk's sessions. There is no event for one that expires: its {@code expire_at} tells. */
@Component
class ClerkSessionEvents implements WebhookHandler {
    private static final String CREATED = "session.created";
    private static final String PENDING = "session.pending";
    private static final String REVOKED = "session.revoked";
    private static final String ENDED = "session.ended";
    private static final String REMOVED = "session.removed";

    private final RegisterUser register;
    private final Users users;
    private final SessionLife sessions;

    ClerkSessionEvents(RegisterUser register, Users users, SessionLife sessions) {
        this.register = register;
        this.users = users;
        this.sessions = sessions;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.CLERK;
    }

    @Override
    public Set<String> types() {
        return Set.of(CREATED, PENDING, REVOKED, ENDED, REMOVED);
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        ClerkSession session = ClerkSession.read(event.payload().path("data"))
                .orElseThrow(
                        () -> new NonRetryableWebhookException(event.type() + " without id, user_id or updated_at"));
        // Before the user's own event, and locked: a deletion at the same time would leave a session behind otherwise.
        register.unlessKnown(session.userId());
        User user = users.lock(session.userId()).orElseThrow();
        if (user.deleted()) {
            return WebhookOutcome.SUPERSEDED;
        }
        var status = SessionStatus.ofClerk(session.status(), impliedBy(event.type()));
        return sessions.told(user.id(), session, status) ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }

    private static SessionStatus impliedBy(String type) {
        return switch (type) {
            case CREATED -> SessionStatus.ACTIVE;
            case PENDING -> SessionStatus.PENDING;
            case REVOKED -> SessionStatus.REVOKED;
            default -> SessionStatus.ENDED;
        };
    }
}
