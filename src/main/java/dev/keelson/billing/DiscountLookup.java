package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Asks Stripe for a discount. There is no call that answers one, but its subscription and its customer show theirs when they
 * are asked to: what neither shows is gone.
 *
 * <p>The alternative would be a rank of the events of one second, deleted over updated over created. It spares the call and
 * cannot tell two updates of one second from each other.
 */
@Component
class DiscountLookup {
    private final StripeApiClient stripe;

    DiscountLookup(StripeApiClient stripe) {
        this.stripe = stripe;
    }

    /** The discount of an event as it is now; one that is gone as Stripe answers deleted objects. */
    JsonNode fetch(WebhookEvent event) {
        String id = StripeJson.required(Mirror.object(event), "id");
        var told = event.isThin() ? asTold(event) : Mirror.object(event);
        var subscription = holder(
                StripeObjectType.SUBSCRIPTION,
                StripeJson.id(told, "subscription"),
                "discounts",
                "items.data.discounts");
        var customer = holder(StripeObjectType.CUSTOMER, StripeJson.id(told, "customer"), "discount");
        return Stream.of(subscription, customer)
                .flatMap(DiscountLookup::discounts)
                .filter(discount -> id.equals(StripeJson.text(discount, "id")))
                .findFirst()
                .orElseGet(() ->
                        JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true));
    }

    /** A thin event does not say whose discount it is; the same event in its other form does. */
    private JsonNode asTold(WebhookEvent event) {
        String twin = StripeJson.text(event.payload(), "snapshot_event");
        if (twin == null) {
            throw new NonRetryableWebhookException("a discount of nobody");
        }
        return stripe.retrieveEvent(twin).path("data").path("object");
    }

    private JsonNode holder(StripeObjectType type, @Nullable String id, String... expanded) {
        try {
            return id == null
                    ? JsonNodeFactory.instance.missingNode()
                    : stripe.retrieveExpanded(type, id, List.of(expanded));
        } catch (ApiException.NotFound e) {
            if (e.failure().vendorCode() == null) {
                // Not Stripe's own word, but that of something on the way.
                throw e;
            }
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** Where they stand in any version. */
    private static Stream<JsonNode> discounts(JsonNode holder) {
        return Stream.of(
                        Stream.of(holder.path("discount")),
                        holder.path("discounts").valueStream(),
                        holder.path("items")
                                .path("data")
                                .valueStream()
                                .flatMap(item -> item.path("discounts").valueStream()))
                .flatMap(discounts -> discounts);
    }
}
