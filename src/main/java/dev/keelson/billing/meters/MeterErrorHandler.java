package dev.keelson.billing.meters;

import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Learns which usage Stripe refused after it had taken it. It tells so by thin events alone, which name the meter and no more: what
 * was wrong has to be asked for.
 */
@Component
class MeterErrorHandler implements WebhookHandler {
    private final MeterErrors errors;
    private final StripeApiClient stripe;
    private final StripeSettings settings;

    MeterErrorHandler(MeterErrors errors, StripeApiClient stripe, StripeSettings settings) {
        this.errors = errors;
        this.stripe = stripe;
        this.settings = settings;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("billing.meter.error_report_triggered", "billing.meter.no_meter_found");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        if (event.payload().path("livemode").asBoolean(false) != settings.livemode()) {
            return WebhookOutcome.IGNORED;
        }
        if (event.fetchedObject().isEmpty()) {
            return WebhookOutcome.FETCH_FIRST;
        }
        var report = MeterErrorReport.from(event.fetchedObject().get().object().path("data"));
        return errors.store(event, report) ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        String id = event.payload().path("id").asString("");
        if (id.isEmpty()) {
            throw new NonRetryableWebhookException("an event without 'id'");
        }
        return stripe.retrieveCoreEvent(id);
    }
}
