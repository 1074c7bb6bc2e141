package dev.keelson.notifications;

import java.time.Instant;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** What a user is told of their payments and subscriptions. Neither a card's number nor a link is part of it. */
sealed interface BillingMessage extends Message {
    /**
     * @param attempts how often it was tried
     * @param keptUntil when what is not paid is lost; null where that is not about to happen
     */
    record PaymentFailed(long attempts, @Nullable Instant keptUntil) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.PAYMENT_FAILED;
        }

        @Override
        public String title() {
            return attempts > 1 ? "A payment failed again" : "A payment failed";
        }

        @Override
        public String action() {
            return keptUntil == null
                    ? "Update your payment method in the billing portal, or pay the open invoice there."
                    : "Update your payment method in the billing portal, or pay the open invoice there; what you have bought stays until %s."
                            .formatted(keptUntil);
        }
    }

    record ConfirmPayment() implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.PAYMENT_ACTION_REQUIRED;
        }

        @Override
        public String title() {
            return "A payment waits for you to confirm it";
        }

        @Override
        public String action() {
            return "Open the invoice in the billing portal and confirm the payment at your bank.";
        }
    }

    record PaymentIsIn() implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.PAYMENT_RECOVERED;
        }

        @Override
        public String title() {
            return "The payment that had failed is in";
        }

        @Override
        public String action() {
            return "Nothing to do.";
        }
    }

    record GraceEnds(Instant endsAt) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.GRACE_ENDING;
        }

        @Override
        public String title() {
            return "What you have bought ends at %s unless it is paid".formatted(endsAt);
        }

        @Override
        public String action() {
            return "Update your payment method in the billing portal, or pay the open invoice there.";
        }
    }

    record TrialEnds(Instant endsAt) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.TRIAL_ENDING;
        }

        @Override
        public String title() {
            return "Your trial ends at %s".formatted(endsAt);
        }

        @Override
        public String action() {
            return "Nothing to do if you want to go on and a payment method is there; else add one in the billing portal, or cancel before that.";
        }
    }

    record SubscriptionIsOver() implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.SUBSCRIPTION_ENDED;
        }

        @Override
        public String title() {
            return "Your subscription has ended";
        }

        @Override
        public String action() {
            return "Choose a plan again whenever you want its features back.";
        }
    }

    /** @param until when it goes on; null where nobody has said so */
    record SubscriptionRests(@Nullable Instant until) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.SUBSCRIPTION_PAUSED;
        }

        @Override
        public String title() {
            return until == null
                    ? "Your subscription is paused"
                    : "Your subscription is paused until %s".formatted(until);
        }

        @Override
        public String action() {
            return "Look into the billing portal; a trial that ended without a payment method goes on when there is one.";
        }
    }

    record SubscriptionGoesOn() implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.SUBSCRIPTION_RESUMED;
        }

        @Override
        public String title() {
            return "Your subscription goes on";
        }

        @Override
        public String action() {
            return "Nothing to do.";
        }
    }

    /** @param expires the last month in which it can be used */
    record CardExpires(YearMonth expires) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.CARD_EXPIRING;
        }

        @Override
        public String title() {
            return "The card that you pay with expires in %s".formatted(expires);
        }

        @Override
        public String action() {
            return "Update your payment method in the billing portal, so that no payment fails.";
        }
    }

    record PaymentIsDisputed() implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.PAYMENT_DISPUTED;
        }

        @Override
        public String title() {
            return "One of your payments is disputed at your bank";
        }

        @Override
        public String action() {
            return "If that was a mistake, ask your bank to withdraw the dispute.";
        }
    }

    /** @param status how, in Stripe's words; null where that is not known */
    record DisputeIsOver(@Nullable String status) implements BillingMessage {
        @Override
        public Kind kind() {
            return Kind.DISPUTE_CLOSED;
        }

        @Override
        public String title() {
            return "The dispute about one of your payments is over";
        }

        @Override
        public String action() {
            return "Nothing to do: your invoices show what is paid.";
        }
    }
}
