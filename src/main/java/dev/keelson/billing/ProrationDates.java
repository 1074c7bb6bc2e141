package dev.keelson.billing;

import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.stripe.StripeSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which proration date a change may name: that of a preview that was just shown. A date that can be chosen freely would be a
 * price that can be chosen freely: late in the period hardly anything would be left to pay.
 */
@Component
class ProrationDates {
    private static final Duration PREVIEW_LASTS = Duration.ofMinutes(15);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final StripeSettings settings;

    ProrationDates(InstantSource clock, StripeSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /** @param date null for the moment when the change is made */
    void check(Subscription subscription, @Nullable Instant date) {
        if (date == null) {
            return;
        }
        Instant now = clock.instant();
        // In test mode Stripe's time may be another than ours: test clocks can be moved.
        boolean isTimely = !settings.livemode()
                || (date.isAfter(now.minus(PREVIEW_LASTS)) && date.isBefore(now.plus(CLOCK_TOLERANCE)));
        Instant start = subscription.currentPeriodStart();
        Instant end = subscription.currentPeriodEnd();
        boolean isInPeriod = (start == null || !date.isBefore(start)) && (end == null || !date.isAfter(end));
        if (!isTimely || !isInPeriod) {
            throw BillingProblem.PREVIEW_OUTDATED.because(
                    "The proration date is not that of a preview of the last minutes.");
        }
    }
}
