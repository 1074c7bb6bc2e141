package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the subscriptions in step with Stripe. {@code customer.subscription.deleted} is no deletion: it tells the last status,
 * {@code canceled}.
 */
@Component
class SubscriptionHandler implements WebhookBatchHandler {
    private final Mirror mirror;
    private final Subscriptions subscriptions;
    private final SubscriptionHistory history;
    private final Catalogue catalogue;
    private final StripeApiClient stripe;
    private final SchedulerClient scheduler;
    private final InstantSource clock;

    SubscriptionHandler(
            Mirror mirror,
            Subscriptions subscriptions,
            SubscriptionHistory history,
            Catalogue catalogue,
            StripeApiClient stripe,
            SchedulerClient scheduler,
            InstantSource clock) {
        this.mirror = mirror;
        this.subscriptions = subscriptions;
        this.history = history;
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
    public List<WebhookOutcome> handleAll(List<WebhookEvent> events) {
        var whole = events.stream().filter(event -> !needsItems(event)).toList();
        var decided = mirror.updateAll(MirrorTable.SUBSCRIPTIONS, whole, this::write);
        history.told(IntStream.range(0, whole.size())
                .filter(i -> isPast(decided.get(i)))
                .mapToObj(whole::get)
                .toList());
        var outcomes = decided.iterator();
        return events.stream()
                .map(event -> needsItems(event) ? WebhookOutcome.FETCH_FIRST : outcomes.next())
                .toList();
    }

    /** What comes too late for the subscription's row still tells what it once was. */
    private static boolean isPast(WebhookOutcome outcome) {
        return outcome == WebhookOutcome.APPLIED || outcome == WebhookOutcome.SUPERSEDED;
    }

    private boolean needsItems(WebhookEvent event) {
        return event.fetchedObject().isEmpty()
                && SubscriptionObject.isCut(Mirror.object(event))
                && !mirror.isForeign(event);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return Mirror.fetchKey(event);
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        var subscription = mirror.fetch(StripeObjectType.SUBSCRIPTION, event);
        if (!SubscriptionObject.isCut(subscription)) {
            return subscription;
        }
        return SubscriptionObject.withItems(
                subscription, stripe.listSubscriptionItems(StripeJson.required(subscription, "id")));
    }

    private void write(List<Snapshot> snapshots) {
        var products = subscriptions.writeAll(snapshots);
        // Its own events may come yet, but a product that is older than our webhook has none to come.
        catalogue
                .unknown(products)
                .forEach(product -> scheduler.scheduleIfNotExists(
                        CatalogueTasks.FETCH_PRODUCT.instance(product).build(), clock.instant()));
    }
}
