package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.webhooks.WebhookEvent;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Asks Stripe for all that a customer is entitled to, as one {@linkplain EntitlementSummaryObject summary}. */
@Component
class EntitlementLookup {
    private final StripeApiClient stripe;
    private final StripeSettings settings;

    EntitlementLookup(StripeApiClient stripe, StripeSettings settings) {
        this.stripe = stripe;
        this.settings = settings;
    }

    JsonNode fetch(WebhookEvent event) {
        return of(StripeJson.required(Mirror.object(event), "id"));
    }

    /** @param customer Stripe's id; of a customer that is gone nothing is left */
    JsonNode of(String customer) {
        try {
            return EntitlementSummaryObject.of(customer, settings.livemode(), stripe.listActiveEntitlements(customer));
        } catch (ApiException.NotFound e) {
            if (e.failure().vendorCode() == null) {
                // Not Stripe's own word, but that of something on the way.
                throw e;
            }
            return JsonNodeFactory.instance.objectNode().put("id", customer).put("deleted", true);
        }
    }
}
