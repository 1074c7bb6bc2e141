package dev.keelson.billing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Stripe price says, also where it stands inside a subscription's item.
 *
 * @param unitAmount minor units; null for tiered and customer-chosen amounts
 * @param interval {@code day}, {@code week}, {@code month} or {@code year}; null for one-time prices
 */
record PriceObject(
        String id,
        @Nullable String productId,
        boolean active,
        @Nullable String currency,
        @Nullable Long unitAmount,
        @Nullable String interval,
        @Nullable Integer intervalCount,
        @Nullable Integer trialDays) {

    static PriceObject from(JsonNode price) {
        String id = StripeJson.text(price, "id");
        if (id == null) {
            throw new NonRetryableWebhookException("a price without 'id'");
        }
        var recurring = price.path("recurring");
        Long count = StripeJson.number(recurring, "interval_count");
        Long trial = StripeJson.number(recurring, "trial_period_days");
        return new PriceObject(
                id,
                StripeJson.id(price, "product"),
                StripeJson.flag(price, "active"),
                StripeJson.text(price, "currency"),
                StripeJson.number(price, "unit_amount"),
                StripeJson.text(recurring, "interval"),
                count == null ? null : count.intValue(),
                trial == null ? null : trial.intValue());
    }
}
