package dev.keelson.billing;

import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One change of a subscription, as Stripe must be asked for it again if it has to be asked again.
 *
 * @param id our id of the subscription
 * @param stripeId Stripe's
 * @param item Stripe's id of the item that changes, where one does
 * @param price Stripe's id
 * @param prorationDate from when on the change counts (s); null for the moment when Stripe makes it
 * @param reason why it is cancelled, where that was said
 */
record SubscriptionChange(
        UUID id,
        String stripeId,
        Type type,
        @Nullable String item,
        @Nullable String price,
        @Nullable Long quantity,
        @Nullable Long prorationDate,
        @Nullable CancellationReason reason) {

    /** What changes, and what that is called in the {@link dev.keelson.audit.AuditLog}. */
    enum Type {
        ITEM("subscription.changed"),
        CANCEL_AT_PERIOD_END("subscription.cancellation_scheduled"),
        CANCEL_NOW("subscription.canceled"),
        /** Takes a cancellation at the period's end back. */
        KEEP("subscription.resumed"),
        /** Takes a cancellation at a date back. */
        KEEP_BEYOND_DATE("subscription.resumed"),
        /** Ends a pause. */
        UNPAUSE("subscription.unpaused");

        private final String action;

        Type(String action) {
            this.action = action;
        }

        String action() {
            return action;
        }
    }

    static SubscriptionChange of(
            SubscriptionViews.Subscription subscription, Type type, @Nullable CancellationReason reason) {
        return new SubscriptionChange(subscription.id(), subscription.stripeId(), type, null, null, null, null, reason);
    }

    /** Whether the subscription is as the change was to make it, or will be when its payment arrives. */
    boolean isMade(JsonNode subscription) {
        String status = String.valueOf(StripeJson.text(subscription, "status"));
        boolean ends = StripeJson.flag(subscription, "cancel_at_period_end")
                || StripeJson.number(subscription, "cancel_at") != null;
        return switch (type) {
            case ITEM ->
                hasItem(subscription.path("items").path("data"))
                        || hasItem(subscription.path("pending_update").path("subscription_items"));
            case CANCEL_AT_PERIOD_END -> endsWithItsPeriod(subscription) || status.equals("canceled");
            case CANCEL_NOW -> status.equals("canceled") || status.equals("incomplete_expired");
            case KEEP, KEEP_BEYOND_DATE -> !ends && !status.equals("canceled");
            case UNPAUSE -> !status.equals("paused");
        };
    }

    /** One that ends on a later day was to end then before anybody asked for this. */
    private static boolean endsWithItsPeriod(JsonNode subscription) {
        Instant end = StripeJson.time(subscription, "cancel_at");
        Instant period = SubscriptionObject.from(subscription).periodEnd();
        return StripeJson.flag(subscription, "cancel_at_period_end")
                || (end != null && period != null && !end.isAfter(period));
    }

    private boolean hasItem(JsonNode items) {
        return items.valueStream()
                .anyMatch(found -> String.valueOf(item).equals(StripeJson.text(found, "id"))
                        && String.valueOf(price).equals(StripeJson.id(found, "price"))
                        && (quantity == null || quantity.equals(StripeJson.number(found, "quantity"))));
    }

    /** @param comment in the user's words; goes to Stripe and is kept nowhere else */
    SubscriptionUpdateParams params(@Nullable String comment) {
        var params = SubscriptionUpdateParams.builder();
        switch (type) {
            case ITEM -> {
                var changed =
                        SubscriptionUpdateParams.Item.builder().setId(item).setPrice(price);
                if (quantity != null) {
                    changed.setQuantity(quantity);
                }
                params.addItem(changed.build())
                        .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                        // Nobody gets what they have not paid: until then the change waits.
                        .setPaymentBehavior(SubscriptionUpdateParams.PaymentBehavior.PENDING_IF_INCOMPLETE)
                        .addAllExpand(ClientSecret.EXPAND);
                if (prorationDate != null) {
                    params.setProrationDate(prorationDate);
                }
            }
            case CANCEL_AT_PERIOD_END -> {
                var details = SubscriptionUpdateParams.CancellationDetails.builder();
                if (comment != null) {
                    details.setComment(comment);
                }
                if (reason != null) {
                    details.setFeedback(reason.whenUpdating());
                }
                params.setCancelAtPeriodEnd(true).setCancellationDetails(details.build());
            }
            case KEEP -> params.setCancelAtPeriodEnd(false);
            case KEEP_BEYOND_DATE -> params.setCancelAt(EmptyParam.EMPTY);
            case CANCEL_NOW, UNPAUSE -> throw new IllegalStateException(type + " is no update");
        }
        return params.build();
    }

    /** @param comment in the user's words; goes to Stripe and is kept nowhere else */
    SubscriptionCancelParams cancelParams(@Nullable String comment) {
        var details = SubscriptionCancelParams.CancellationDetails.builder();
        if (comment != null) {
            details.setComment(comment);
        }
        if (reason != null) {
            details.setFeedback(reason.whenCanceling());
        }
        return SubscriptionCancelParams.builder()
                .setCancellationDetails(details.build())
                .build();
    }
}
