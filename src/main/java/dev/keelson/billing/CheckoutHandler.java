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
 * Keeps the Checkout sessions in step with Stripe, and learns from them whose customer it was. What was bought comes with the
 * subscription's or the payment's own events, whichever way Checkout made it.
 */
@Component
class CheckoutHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Customers customers;
    private final MirroredObjects objects;

    CheckoutHandler(Mirror mirror, Customers customers, MirroredObjects objects) {
        this.mirror = mirror;
        this.customers = customers;
        this.objects = objects;
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
        // The customer is locked before any row is written, as everywhere.
        claim(event.fetchedObject().map(WebhookEvent.Fetched::object).orElseGet(() -> Mirror.object(event)));
        return mirror.update(MirrorTable.CHECKOUT_SESSIONS, event, objects.writer(MirrorTable.CHECKOUT_SESSIONS));
    }

    private void claim(JsonNode session) {
        String customer = StripeJson.id(session, "customer");
        if (customer != null) {
            user(session).ifPresent(user -> customers.claim(customer, user));
        }
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
