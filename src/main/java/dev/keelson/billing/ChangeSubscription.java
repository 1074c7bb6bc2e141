package dev.keelson.billing;

import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Ends a user's subscription, or takes that back. Stripe decides; its answer is stored at once, its events confirm it. */
@Component
class ChangeSubscription {
    private final SubscriptionViews views;
    private final Subscriptions subscriptions;
    private final Mirror mirror;
    private final StripeApiClient stripe;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    ChangeSubscription(
            SubscriptionViews views,
            Subscriptions subscriptions,
            Mirror mirror,
            StripeApiClient stripe,
            AuditLog audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.views = views;
        this.subscriptions = subscriptions;
        this.mirror = mirror;
        this.stripe = stripe;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Ends it when what was paid for has been used. Doing it twice changes nothing. */
    Subscription cancelAtPeriodEnd(UserId user, UUID id, @Nullable String reason) {
        var subscription = changeable(user, id);
        if (subscription.cancelAtPeriodEnd()) {
            return subscription;
        }
        var details = SubscriptionUpdateParams.CancellationDetails.builder();
        if (reason != null) {
            details.setComment(reason);
        }
        var params = SubscriptionUpdateParams.builder()
                .setCancelAtPeriodEnd(true)
                .setCancellationDetails(details.build())
                .build();
        return change(
                user,
                subscription,
                "subscription.cancellation_scheduled",
                () -> stripe.updateSubscription(subscription.stripeId(), params, key(subscription, "cancel")));
    }

    /** Ends it at once. */
    Subscription cancelNow(UserId user, UUID id, @Nullable String reason) {
        var subscription = changeable(user, id);
        var details = SubscriptionCancelParams.CancellationDetails.builder();
        if (reason != null) {
            details.setComment(reason);
        }
        var params = SubscriptionCancelParams.builder()
                .setCancellationDetails(details.build())
                .build();
        return change(
                user,
                subscription,
                "subscription.canceled",
                () -> stripe.cancelSubscription(subscription.stripeId(), params));
    }

    /** Takes back a cancellation that has not taken effect. */
    Subscription resume(UserId user, UUID id) {
        var subscription = changeable(user, id);
        if (!subscription.cancelAtPeriodEnd() && subscription.cancelAt() == null) {
            throw BillingProblem.NOT_BEING_CANCELED.because("It goes on anyway.");
        }
        var params = SubscriptionUpdateParams.builder();
        if (subscription.cancelAtPeriodEnd()) {
            params.setCancelAtPeriodEnd(false);
        } else {
            params.setCancelAt(EmptyParam.EMPTY);
        }
        return change(
                user,
                subscription,
                "subscription.resumed",
                () -> stripe.updateSubscription(subscription.stripeId(), params.build(), key(subscription, "resume")));
    }

    private Subscription changeable(UserId user, UUID id) {
        var subscription = views.find(user, id).orElseThrow(ChangeSubscription::notFound);
        if (subscription.hasEnded()) {
            throw BillingProblem.SUBSCRIPTION_ENDED.because("Its status is '" + subscription.status() + "'.");
        }
        return subscription;
    }

    private Subscription change(UserId user, Subscription subscription, String action, Supplier<JsonNode> call) {
        Instant at = clock.instant();
        var answer = call.get();
        transaction.executeWithoutResult(_ -> {
            mirror.adopt(MirrorTable.SUBSCRIPTIONS, answer, at, 0, subscriptions::write);
            audit.record(user, action, subscription.id().toString(), Map.of("stripeId", subscription.stripeId()));
        });
        return views.find(user, subscription.id()).orElseThrow(ChangeSubscription::notFound);
    }

    /** The same for the same change of the same state: a repetition before an answer came is one change, a later one is new. */
    private static String key(Subscription subscription, String change) {
        return "keelson-%s-%s-%s".formatted(subscription.id(), change, subscription.updatedAt());
    }

    static RuntimeException notFound() {
        return CommonProblem.NOT_FOUND.because("No such subscription.");
    }
}
