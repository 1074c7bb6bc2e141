package dev.keelson.billing;

import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.shared.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends a user's subscription, or takes that back. */
@Component
class EndSubscription {
    private final ChangeSubscription change;
    private final Purchases purchases;

    EndSubscription(ChangeSubscription change, Purchases purchases) {
        this.change = change;
        this.purchases = purchases;
    }

    /** @param comment goes to Stripe and is kept nowhere else */
    record Why(
            @Nullable CancellationReason reason, @Nullable String comment) {}

    /** Ends it when what was paid for has been used. Doing it twice changes nothing. */
    Subscription atPeriodEnd(UserId user, UUID id, Why why) {
        var subscription = change.changeable(user, id);
        if (subscription.cancelAtPeriodEnd()) {
            return subscription;
        }
        return apply(user, subscription, SubscriptionChange.Type.CANCEL_AT_PERIOD_END, why);
    }

    /** Ends it at once. */
    Subscription now(UserId user, UUID id, Why why) {
        return apply(user, change.changeable(user, id), SubscriptionChange.Type.CANCEL_NOW, why);
    }

    private Subscription apply(UserId user, Subscription subscription, SubscriptionChange.Type type, Why why) {
        return change.apply(user, SubscriptionChange.of(subscription, type, why.reason()), why.comment())
                .subscription();
    }

    /** Takes back a cancellation that has not taken effect, or ends a pause. */
    ChangeSubscription.Changed resume(UserId user, UUID id) {
        var subscription = change.changeable(user, id);
        var undo = whatToUndo(subscription);
        if (undo == SubscriptionChange.Type.UNPAUSE) {
            // While it rested, the same may have been bought anew.
            subscription.items().forEach(item -> purchases.refuseIfSubscribed(user, item.stripePriceId()));
        }
        return change.apply(user, SubscriptionChange.of(subscription, undo, null), null);
    }

    private static SubscriptionChange.Type whatToUndo(Subscription subscription) {
        if (subscription.status().equals("paused")) {
            return SubscriptionChange.Type.UNPAUSE;
        }
        if (subscription.cancelAtPeriodEnd()) {
            return SubscriptionChange.Type.KEEP;
        }
        if (subscription.cancelAt() != null) {
            return SubscriptionChange.Type.KEEP_BEYOND_DATE;
        }
        throw BillingProblem.NOT_BEING_CANCELED.because("It goes on anyway.");
    }
}
