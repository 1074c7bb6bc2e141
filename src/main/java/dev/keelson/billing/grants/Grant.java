package dev.keelson.billing.grants;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscription item that gives now what was bought.
 *
 * @param subscription ours
 * @param item Stripe's id of the item
 * @param product Stripe's id of the product
 * @param plan the product's plan
 * @param quantity at least 1
 * @param periodStart of the item's billing period
 * @param until when it ends by itself, because it is not paid; null where nothing of the kind is known
 */
public record Grant(
        UUID subscription,
        String item,
        String product,
        String plan,
        long quantity,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant until) {}
