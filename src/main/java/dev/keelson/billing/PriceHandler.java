package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps the prices in step with Stripe. */
@Component
class PriceHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Catalogue catalogue;

    PriceHandler(Mirror mirror, Catalogue catalogue) {
        this.mirror = mirror;
        this.catalogue = catalogue;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("price.*");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        return event.type().equals("price.deleted")
                ? mirror.delete(MirrorTable.PRICES, event, catalogue::writePrice)
                : mirror.update(MirrorTable.PRICES, event, catalogue::writePrice);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.PRICE, event);
    }
}
