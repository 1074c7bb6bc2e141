package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps the products in step with Stripe. */
@Component
class ProductHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Catalogue catalogue;

    ProductHandler(Mirror mirror, Catalogue catalogue) {
        this.mirror = mirror;
        this.catalogue = catalogue;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("product.*");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        return event.type().equals("product.deleted")
                ? mirror.delete(MirrorTable.PRODUCTS, event, catalogue::writeProduct)
                : mirror.update(MirrorTable.PRODUCTS, event, catalogue::writeProduct);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.PRODUCT, event);
    }
}
