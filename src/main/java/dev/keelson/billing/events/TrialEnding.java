package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import java.time.Instant;

/**
 * A trial is about to end; told again where its end has moved.
 *
 * @param subscription Stripe's id
 */
public record TrialEnding(UserId user, String subscription, Instant endsAt) {}
