package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Keeps the invoices in step with Stripe. */
@Component
class InvoiceHandler implements WebhookBatchHandler {
    private static final String UPCOMING = "invoice.upcoming";
    private static final String DELETED = "invoice.deleted";

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
    public List<WebhookOutcome> handleAll(List<WebhookEvent> events) {
        return events.stream().allMatch(InvoiceHandler::tellsState)
                ? mirror.updateAll(MirrorTable.INVOICES, events, invoices::writeAll)
                : events.stream().map(this::one).toList();
    }

    private WebhookOutcome one(WebhookEvent event) {
        return switch (event.type()) {
            // A preview of what will be: it has no id and there is nothing to mirror.
            case UPCOMING -> WebhookOutcome.IGNORED;
            // Only drafts are deleted.
            case DELETED -> mirror.delete(MirrorTable.INVOICES, event, invoices::write);
            default -> mirror.update(MirrorTable.INVOICES, event, invoices::write);
        };
    }

    private static boolean tellsState(WebhookEvent event) {
        return !event.type().equals(UPCOMING) && !event.type().equals(DELETED);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return mirror.fetch(StripeObjectType.INVOICE, event);
    }
}
