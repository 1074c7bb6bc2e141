package dev.keelson.billing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Stripe subscription says, in the shapes of all API versions that we may meet: until 2025-03-31.basil the billing
 * period stood on the subscription, since then it stands on each item and may differ between them
 * (<a href="https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end">why</a>).
 *
 * @param status as Stripe says it; a status that is unknown here is kept
 * @param periodEnd of the item that renews first, where the items differ
 */
record SubscriptionObject(
        @Nullable String customerId,
        String status,
        @Nullable String currency,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant cancelAt,
        boolean cancelAtPeriodEnd,
        @Nullable Instant canceledAt,
        @Nullable Instant endedAt,
        @Nullable Instant trialStart,
        @Nullable Instant trialEnd,
        @Nullable String pauseBehavior,
        @Nullable Instant pauseResumesAt,
        @Nullable String latestInvoiceId,
        @Nullable Instant startedAt,
        List<Item> items) {

    /** One price of the subscription. */
    record Item(
            String id,
            PriceObject price,
            @Nullable Long quantity,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd) {

        static Item from(JsonNode item, JsonNode subscription) {
            String id = StripeJson.text(item, "id");
            if (id == null) {
                throw new NonRetryableWebhookException("a subscription item without 'id'");
            }
            boolean ownPeriod = StripeJson.number(item, "current_period_end") != null;
            var period = ownPeriod ? item : subscription;
            return new Item(
                    id,
                    PriceObject.from(item.path("price").isObject() ? item.path("price") : item.path("plan")),
                    StripeJson.number(item, "quantity"),
                    StripeJson.time(period, "current_period_start"),
                    StripeJson.time(period, "current_period_end"));
        }
    }

    static SubscriptionObject from(JsonNode subscription) {
        String status = StripeJson.text(subscription, "status");
        if (status == null) {
            throw new NonRetryableWebhookException("a subscription without 'status'");
        }
        var items = new ArrayList<Item>();
        subscription.path("items").path("data").forEach(item -> items.add(Item.from(item, subscription)));
        var first = items.stream()
                .filter(item -> item.periodEnd() != null)
                .min(Comparator.comparing(item -> Objects.requireNonNull(item.periodEnd())));
        var pause = subscription.path("pause_collection");
        return new SubscriptionObject(
                StripeJson.id(subscription, "customer"),
                status,
                StripeJson.text(subscription, "currency"),
                first.map(Item::periodStart).orElseGet(() -> StripeJson.time(subscription, "current_period_start")),
                first.map(Item::periodEnd).orElseGet(() -> StripeJson.time(subscription, "current_period_end")),
                StripeJson.time(subscription, "cancel_at"),
                StripeJson.flag(subscription, "cancel_at_period_end"),
                StripeJson.time(subscription, "canceled_at"),
                StripeJson.time(subscription, "ended_at"),
                StripeJson.time(subscription, "trial_start"),
                StripeJson.time(subscription, "trial_end"),
                StripeJson.text(pause, "behavior"),
                StripeJson.time(pause, "resumes_at"),
                StripeJson.id(subscription, "latest_invoice"),
                StripeJson.time(subscription, "start_date"),
                List.copyOf(items));
    }

    /** Stripe's ids of what is subscribed to. */
    Stream<String> products() {
        return items.stream().map(item -> item.price().productId()).filter(Objects::nonNull);
    }

    /** Whether there are more items than the object shows: Stripe shows ten at most. */
    static boolean isCut(JsonNode subscription) {
        return StripeJson.flag(subscription.path("items"), "has_more");
    }

    /** The subscription with all its items, where it showed only some. */
    static JsonNode withItems(JsonNode subscription, List<JsonNode> items) {
        JsonNode whole = subscription.deepCopy();
        if (whole.path("items") instanceof ObjectNode list) {
            list.putArray("data").addAll(items);
            list.put("has_more", false);
        }
        return whole;
    }
}
