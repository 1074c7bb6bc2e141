package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Learns from a Checkout session whose customer it was. What was bought comes with the subscription's own events, whichever
 * way Checkout made it.
 */
@Component
class CheckoutHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Customers customers;

    CheckoutHandler(Mirror mirror, Customers customers) {
        this.mirror = mirror;
        this.customers = customers;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("checkout.session.*");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        if (mirror.isForeign(event)) {
            return WebhookOutcome.IGNORED;
        }
        if (event.isThin() && event.fetchedObject().isEmpty()) {
            return WebhookOutcome.FETCH_FIRST;
        }
        var session = event.fetchedObject().map(WebhookEvent.Fetched::object).orElseGet(() -> Mirror.object(event));
        String customer = StripeJson.id(session, "customer");
        var user = user(session);
        if (customer == null || user.isEmpty()) {
            return WebhookOutcome.IGNORED;
        }
        customers.claim(customer, user.get());
        return WebhookOutcome.APPLIED;
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.CHECKOUT_SESSION, event);
    }

    private static Optional<UserId> user(JsonNode session) {
        var named = CustomerObject.userId(StripeJson.text(session.path("metadata"), CustomerObject.USER_ID));
        if (named.isPresent()) {
            return named;
        }
        // A payment link takes the reference from its address, where anybody can write somebody else's id.
        return session.path("payment_link").isString()
                ? Optional.empty()
                : CustomerObject.userId(StripeJson.text(session, "client_reference_id"));
    }
}
