package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkMembership;
import dev.keelson.clients.clerk.ClerkOrganization;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Follows Clerk's organisations, and who belongs to them. */
@Component
class ClerkOrganizationEvents implements WebhookHandler {
    private static final String CREATED = "organization.created";
    private static final String UPDATED = "organization.updated";
    private static final String DELETED = "organization.deleted";
    private static final String MEMBER = "organizationMembership.created";
    private static final String MEMBER_CHANGED = "organizationMembership.updated";
    private static final String MEMBER_NO_MORE = "organizationMembership.deleted";

    private final Organizations organizations;
    private final RegisterUser register;
    private final Users users;

    ClerkOrganizationEvents(Organizations organizations, RegisterUser register, Users users) {
        this.organizations = organizations;
        this.register = register;
        this.users = users;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.CLERK;
    }

    @Override
    public Set<String> types() {
        return Set.of(CREATED, UPDATED, DELETED, MEMBER, MEMBER_CHANGED, MEMBER_NO_MORE);
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        JsonNode data = event.payload().path("data");
        return switch (event.type()) {
            case DELETED -> deleted(event, data);
            case CREATED, UPDATED ->
                outcome(organizations.merge(
                        ClerkOrganization.read(data).orElseThrow(() -> incomplete(event, "id or updated_at"))));
            default ->
                membership(
                        ClerkMembership.read(data)
                                .orElseThrow(() -> incomplete(event, "id, organization, user_id or updated_at")),
                        event.type().equals(MEMBER_NO_MORE));
        };
    }

    private WebhookOutcome deleted(WebhookEvent event, JsonNode data) {
        String id = data.path("id").asString("");
        if (id.isEmpty()) {
            throw incomplete(event, "id");
        }
        organizations.delete(id);
        return WebhookOutcome.APPLIED;
    }

    /** Locked, and perhaps before the user's own event: a deletion at the same time would leave it behind otherwise. */
    private WebhookOutcome membership(ClerkMembership membership, boolean ended) {
        register.unlessKnown(membership.userId());
        User user = users.lock(membership.userId()).orElseThrow();
        return outcome(!user.deleted() && organizations.merge(user.id(), membership, ended));
    }

    private static WebhookOutcome outcome(boolean applied) {
        return applied ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }

    private static NonRetryableWebhookException incomplete(WebhookEvent event, String what) {
        return new NonRetryableWebhookException(event.type() + " without " + what);
    }
}
