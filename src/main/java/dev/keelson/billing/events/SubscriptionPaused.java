package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription rests: Stripe collects nothing for it. What it means for the user's plan, PlanChanged tells.
 *
 * @param subscription Stripe's id
 * @param times grows with each pause of this subscription
 * @param until when it goes on; null where nobody has said so
 */
public record SubscriptionPaused(
        UserId user,
        String subscription,
        int times,
        @Nullable Instant until) {}
