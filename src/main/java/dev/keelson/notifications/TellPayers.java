package dev.keelson.notifications;

import dev.keelson.auth.UserDirectory;
import dev.keelson.billing.events.CardExpiring;
import dev.keelson.billing.events.DisputeClosed;
import dev.keelson.billing.events.DisputeOpened;
import dev.keelson.billing.events.GraceEnding;
import dev.keelson.billing.events.PaymentActionRequired;
import dev.keelson.billing.events.PaymentFailed;
import dev.keelson.billing.events.PaymentRecovered;
import dev.keelson.billing.events.SubscriptionEnded;
import dev.keelson.billing.events.SubscriptionPaused;
import dev.keelson.billing.events.SubscriptionResumed;
import dev.keelson.billing.events.TrialEnding;
import dev.keelson.shared.UserId;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/**
 * Turns what billing tells into notifications. Events may come again and in any order: each is told once, what is over is not
 * told after its end, and nobody is told anything after their erasure.
 */
@Component
class TellPayers {
    private final Notifications notifications;
    private final UserDirectory users;

    TellPayers(Notifications notifications, UserDirectory users) {
        this.notifications = notifications;
        this.users = users;
    }

    @ApplicationModuleListener
    void on(PaymentFailed event) {
        tellUnless(
                recovered(event.invoice()),
                event.user(),
                new BillingMessage.PaymentFailed(event.attempts(), event.keptUntil()),
                "payment failed %s %d".formatted(event.invoice(), event.attempts()));
    }

    @ApplicationModuleListener
    void on(PaymentActionRequired event) {
        tellUnless(
                recovered(event.invoice()),
                event.user(),
                new BillingMessage.ConfirmPayment(),
                "confirm payment %s %d".formatted(event.invoice(), event.attempts()));
    }

    @ApplicationModuleListener
    void on(PaymentRecovered event) {
        tell(event.user(), new BillingMessage.PaymentIsIn(), recovered(event.invoice()));
    }

    @ApplicationModuleListener
    void on(GraceEnding event) {
        tell(
                event.user(),
                new BillingMessage.GraceEnds(event.endsAt()),
                "grace ends %s %s".formatted(event.subscription(), event.endsAt()));
    }

    @ApplicationModuleListener
    void on(TrialEnding event) {
        tellUnless(
                ended(event.subscription()),
                event.user(),
                new BillingMessage.TrialEnds(event.endsAt()),
                "trial ends %s %s".formatted(event.subscription(), event.endsAt()));
    }

    @ApplicationModuleListener
    void on(SubscriptionEnded event) {
        tell(event.user(), new BillingMessage.SubscriptionIsOver(), ended(event.subscription()));
    }

    @ApplicationModuleListener
    void on(SubscriptionPaused event) {
        tellUnless(
                resumed(event.subscription(), event.times()),
                event.user(),
                new BillingMessage.SubscriptionRests(event.until()),
                "paused %s %d".formatted(event.subscription(), event.times()));
    }

    @ApplicationModuleListener
    void on(SubscriptionResumed event) {
        tell(event.user(), new BillingMessage.SubscriptionGoesOn(), resumed(event.subscription(), event.times()));
    }

    @ApplicationModuleListener
    void on(CardExpiring event) {
        tell(
                event.user(),
                new BillingMessage.CardExpires(event.expires()),
                "card expires %s %s".formatted(event.paymentMethod(), event.expires()));
    }

    @ApplicationModuleListener
    void on(DisputeOpened event) {
        tellUnless(
                closed(event.dispute(), event.times()),
                event.user(),
                new BillingMessage.PaymentIsDisputed(),
                "disputed %s %d".formatted(event.dispute(), event.times()));
    }

    @ApplicationModuleListener
    void on(DisputeClosed event) {
        tell(event.user(), new BillingMessage.DisputeIsOver(event.status()), closed(event.dispute(), event.times()));
    }

    private static String recovered(String invoice) {
        return "payment recovered " + invoice;
    }

    private static String ended(String subscription) {
        return "ended " + subscription;
    }

    private static String resumed(String subscription, int times) {
        return "resumed %s %d".formatted(subscription, times);
    }

    private static String closed(String dispute, int times) {
        return "dispute closed %s %d".formatted(dispute, times);
    }

    /** @param end names what it must not be told after */
    private void tellUnless(String end, UserId user, Message message, String dedupKey) {
        if (mayBeTold(user) && !notifications.told(user, end)) {
            notifications.add(user, message, dedupKey, null);
        }
    }

    private void tell(UserId user, Message message, String dedupKey) {
        if (mayBeTold(user)) {
            notifications.add(user, message, dedupKey, null);
        }
    }

    /** Under the lock, for the reason that {@link TellUsers} gives. */
    private boolean mayBeTold(UserId user) {
        notifications.lock(user);
        return users.find(user).isPresent();
    }
}
