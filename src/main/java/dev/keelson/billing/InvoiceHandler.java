package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps the invoices in step with Stripe. */
@Component
class InvoiceHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Invoices invoices;

    InvoiceHandler(Mirror mirror, Invoices invoices) {
        this.mirror = mirror;
        this.invoices = invoices;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("invoice.*");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        return switch (event.type()) {
            // A preview of what will be: it has no id and there is nothing to mirror.
            case "invoice.upcoming" -> WebhookOutcome.IGNORED;
            // Only drafts are deleted.
            case "invoice.deleted" -> mirror.delete(MirrorTable.INVOICES, event, invoices::write);
            default -> mirror.update(MirrorTable.INVOICES, event, invoices::write);
        };
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.INVOICE, event);
    }
}
