package dev.keelson.notifications;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of notifications that this version can read. */
enum Kind {
    PLAN_CHANGED(Message.PlanIs.class),
    POST_PUBLISHED(Message.PostIsOut.class),
    POST_FAILED(Message.PostIsNotOut.class),
    POST_VANISHED(Message.PostHasVanished.class),
    POST_HELD(Message.PostIsHeld.class),
    POST_DELAYED(Message.PostIsLate.class),
    RELINK_NEEDED(Message.LinkAgain.class),
    LINK_EXPIRING(Message.LinkEnds.class),
    RELINKED(Message.LinkIsBack.class),
    ACCOUNTS_OVER_PLAN(Message.TooManyAccounts.class),
    PAYMENT_FAILED(BillingMessage.PaymentFailed.class),
    PAYMENT_ACTION_REQUIRED(BillingMessage.ConfirmPayment.class),
    PAYMENT_RECOVERED(BillingMessage.PaymentIsIn.class),
    GRACE_ENDING(BillingMessage.GraceEnds.class),
    TRIAL_ENDING(BillingMessage.TrialEnds.class),
    SUBSCRIPTION_ENDED(BillingMessage.SubscriptionIsOver.class),
    SUBSCRIPTION_PAUSED(BillingMessage.SubscriptionRests.class),
    SUBSCRIPTION_RESUMED(BillingMessage.SubscriptionGoesOn.class),
    CARD_EXPIRING(BillingMessage.CardExpires.class),
    PAYMENT_DISPUTED(BillingMessage.PaymentIsDisputed.class),
    DISPUTE_CLOSED(BillingMessage.DisputeIsOver.class);

    /** As stored; a newer version may have stored others. */
    static final List<String> IDS = Arrays.stream(values()).map(Kind::id).toList();

    private final Class<? extends Message> message;

    Kind(Class<? extends Message> message) {
        this.message = message;
    }

    Class<? extends Message> message() {
        return message;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
