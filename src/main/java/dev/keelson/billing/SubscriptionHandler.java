package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the subscriptions in step with Stripe. {@code customer.subscription.deleted} is no deletion: it tells the last status,
 * {@code canceled}.
 */
@Component
class SubscriptionHandler implements WebhookHandler {
    private final Mirror mirror;
    private final Subscriptions subscriptions;
    private final Catalogue catalogue;
    private final StripeApiClient stripe;
    private final SchedulerClient scheduler;
    private final InstantSource clock;

    SubscriptionHandler(
            Mirror mirror,
            Subscriptions subscriptions,
            Catalogue catalogue,
            StripeApiClient stripe,
            SchedulerClient scheduler,
            InstantSource clock) {
        this.mirror = mirror;
        this.subscriptions = subscriptions;
        this.catalogue = catalogue;
        this.stripe = stripe;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public Set<String> types() {
        return Set.of("customer.subscription.*");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        if (event.fetchedObject().isEmpty()
                && SubscriptionObject.isCut(Mirror.object(event))
                && !mirror.isForeign(event)) {
            return WebhookOutcome.FETCH_FIRST;
        }
        return mirror.update(MirrorTable.SUBSCRIPTIONS, event, this::write);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        var subscription = mirror.fetch(StripeObjectType.SUBSCRIPTION, event);
        if (SubscriptionObject.isCut(subscription) && subscription.path("items") instanceof ObjectNode items) {
            ArrayNode all = items.putArray("data");
            stripe.listSubscriptionItems(StripeJson.required(subscription, "id"))
                    .forEach(all::add);
            items.put("has_more", false);
        }
        return subscription;
    }

    private void write(Snapshot snapshot) {
        subscriptions.write(snapshot);
        var products = SubscriptionObject.from(snapshot.object()).products().collect(Collectors.toSet());
        // Its own events may come yet, but a product that is older than our webhook has none to come.
        catalogue
                .unknown(products)
                .forEach(product -> scheduler.scheduleIfNotExists(
                        CatalogueTasks.FETCH_PRODUCT.instance(product).build(), clock.instant()));
    }
}
