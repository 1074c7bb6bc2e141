package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps the customers in step with Stripe. */
@Component
class CustomerHandler implements WebhookHandler {
    private static final String DELETED = "customer.deleted";

    private final Mirror mirror;
    private final Customers customers;

    CustomerHandler(Mirror mirror, Customers customers) {
        this.mirror = mirror;
        this.customers = customers;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    /** By name, because {@code customer.*} would also be the discounts, sources, tax ids and subscriptions. */
    @Override
    public Set<String> types() {
        return Set.of("customer.created", "customer.updated", DELETED);
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        return event.type().equals(DELETED)
                ? mirror.delete(MirrorTable.CUSTOMERS, event, customers::write)
                : mirror.update(MirrorTable.CUSTOMERS, event, customers::write);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.CUSTOMER, event);
    }
}
