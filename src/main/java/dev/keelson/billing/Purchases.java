package dev.keelson.billing;

import dev.keelson.billing.Catalogue.Price;
import dev.keelson.shared.UserId;
import org.springframework.stereotype.Component;

/** What may be bought, and by whom. */
@Component
class Purchases {
    private final Catalogue catalogue;
    private final SubscriptionViews subscriptions;

    Purchases(Catalogue catalogue, SubscriptionViews subscriptions) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
    }

    /** @param id our id of the price, or Stripe's */
    Price subscribable(String id) {
        return catalogue
                .findSubscribable(id)
                .orElseThrow(() -> BillingProblem.PRICE_NOT_AVAILABLE.because("No such price is on sale."));
    }

    /** @param id our id of the price, or Stripe's */
    Price oneTime(String id) {
        return catalogue
                .findOneTime(id)
                .orElseThrow(() ->
                        BillingProblem.PRICE_NOT_AVAILABLE.because("No such price is on sale that is paid once."));
    }

    /** A user has at most one live subscription on a price. */
    void refuseIfSubscribed(UserId user, String stripePriceId) {
        if (subscriptions.isSubscribed(user, stripePriceId)) {
            throw BillingProblem.ALREADY_SUBSCRIBED.because("You have a subscription on this price already.");
        }
    }
}
