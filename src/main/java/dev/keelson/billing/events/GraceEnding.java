package dev.keelson.billing.events;

import dev.keelson.shared.UserId;
import java.time.Instant;

/**
 * A user is about to lose what is not paid.
 *
 * @param subscription Stripe's id
 * @param endsAt when
 */
public record GraceEnding(UserId user, String subscription, Instant endsAt) {}
