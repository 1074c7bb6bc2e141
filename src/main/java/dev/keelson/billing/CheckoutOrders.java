package dev.keelson.billing;

import dev.keelson.billing.CheckoutController.Request;
import dev.keelson.billing.CheckoutOrder.Mode;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes of what a client asks for what Stripe is asked for, and refuses what cannot be. */
@Component
class CheckoutOrders {
    private final Purchases purchases;
    private final Trials trials;
    private final PromotionCodes promotionCodes;
    private final EnsureCustomer customer;
    private final ReturnUrls returnUrls;

    CheckoutOrders(
            Purchases purchases,
            Trials trials,
            PromotionCodes promotionCodes,
            EnsureCustomer customer,
            ReturnUrls returnUrls) {
        this.purchases = purchases;
        this.trials = trials;
        this.promotionCodes = promotionCodes;
        this.customer = customer;
        this.returnUrls = returnUrls;
    }

    /** What the request says by itself, before anybody is asked. */
    void check(Request request) {
        returnUrls.allowed(request.successUrl());
        returnUrls.allowed(request.cancelUrl());
        switch (request.mode()) {
            case SUBSCRIPTION -> {
                Fields.required(request.priceId(), "priceId", "for a subscription");
                refuse(request.amount(), "amount", "belongs to mode 'payment'");
            }
            case PAYMENT -> checkPayment(request);
            case SETUP -> {
                refuse(request.priceId(), "priceId", "belongs to modes in which something is bought");
                refuse(request.amount(), "amount", "belongs to mode 'payment'");
                refuse(request.promotionCode(), "promotionCode", "belongs to modes in which something is bought");
            }
        }
        if (request.mode() != Mode.SUBSCRIPTION) {
            refuse(request.trialDays(), "trialDays", "belongs to mode 'subscription'");
        }
    }

    private static void checkPayment(Request request) {
        if (request.priceId() != null) {
            refuse(request.amount(), "amount", "comes with the price");
            return;
        }
        long amount = Fields.required(request.amount(), "amount", "for a payment without a 'priceId'");
        String currency = Fields.required(request.currency(), "currency", "with an 'amount'");
        Fields.required(request.description(), "description", "with an 'amount'");
        int quantity = request.quantity();
        Currencies.checkCharge(currency, amount > Long.MAX_VALUE / quantity ? Long.MAX_VALUE : amount * quantity);
    }

    private static void refuse(@Nullable Object value, String field, String why) {
        if (value != null) {
            throw ProblemException.notValid(field, why);
        }
    }

    CheckoutOrder of(UserId user, Request request) {
        @Nullable String price = price(user, request);
        // Before a customer is made, of which there would be no need.
        String customerId = customer.of(user).stripeId();
        return new CheckoutOrder(
                request.mode(),
                customerId,
                price,
                request.quantity(),
                request.amount(),
                request.currency() == null ? null : request.currency().toLowerCase(Locale.ROOT),
                request.description(),
                Boolean.TRUE.equals(request.allowPromotionCodes()) && request.mode() != Mode.SETUP,
                promotionCodes.find(request.promotionCode(), customerId),
                request.trialDays(),
                returnUrls.allowed(request.successUrl()),
                returnUrls.allowed(request.cancelUrl()));
    }

    private @Nullable String price(UserId user, Request request) {
        if (request.priceId() == null) {
            return null;
        }
        if (request.mode() == Mode.PAYMENT) {
            return purchases.oneTime(request.priceId()).stripeId();
        }
        var price = purchases.subscribable(request.priceId());
        purchases.refuseIfSubscribed(user, price.stripeId());
        trials.check(user, price, request.trialDays());
        return price.stripeId();
    }
}
