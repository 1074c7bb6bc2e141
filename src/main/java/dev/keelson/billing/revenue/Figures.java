package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * How it stands with a customer in one currency at the end of a day.
 *
 * @param yearly twelve times the MRR
 * @param pastDue the part of it whose payment is late
 * @param active subscriptions of that status, as of the others
 * @param reconstructed how many of the subscriptions are only inferred to have been so
 */
record Figures(
        BigDecimal yearly,
        BigDecimal pastDue,
        int active,
        int trialing,
        int pastDueSubscriptions,
        int paused,
        int itemsNotCounted,
        int discountsUnknown,
        int reconstructed) {
    static final Figures NOTHING = new Figures(BigDecimal.ZERO, BigDecimal.ZERO, 0, 0, 0, 0, 0, 0, 0);

    static Figures of(SubscriptionState state, Discounts discounts, Instant close) {
        var yearly = state.yearly(discounts, close);
        String status = state.countedStatus();
        boolean late = status.equals(SubscriptionState.PAST_DUE);
        boolean shown = state.isEarning() || state.isPaused() || status.equals(SubscriptionState.TRIALING);
        return new Figures(
                yearly,
                late ? yearly : BigDecimal.ZERO,
                one(status.equals(SubscriptionState.ACTIVE)),
                one(status.equals(SubscriptionState.TRIALING)),
                one(late),
                one(state.isPaused()),
                state.isEarning() ? state.itemsNotCounted() : 0,
                state.isEarning() ? state.unknownDiscounts(discounts) : 0,
                one(shown && state.reconstructed()));
    }

    Figures plus(Figures other) {
        return new Figures(
                yearly.add(other.yearly),
                pastDue.add(other.pastDue),
                active + other.active,
                trialing + other.trialing,
                pastDueSubscriptions + other.pastDueSubscriptions,
                paused + other.paused,
                itemsNotCounted + other.itemsNotCounted,
                discountsUnknown + other.discountsUnknown,
                reconstructed + other.reconstructed);
    }

    Figures minus(Figures other) {
        return new Figures(
                yearly.subtract(other.yearly),
                pastDue.subtract(other.pastDue),
                active - other.active,
                trialing - other.trialing,
                pastDueSubscriptions - other.pastDueSubscriptions,
                paused - other.paused,
                itemsNotCounted - other.itemsNotCounted,
                discountsUnknown - other.discountsUnknown,
                reconstructed - other.reconstructed);
    }

    /** Whether they say the same; amounts are compared by their value. */
    boolean equal(Figures other) {
        var difference = minus(other);
        return difference.yearly.signum() == 0
                && difference.pastDue.signum() == 0
                && new Figures(
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                difference.active,
                                difference.trialing,
                                difference.pastDueSubscriptions,
                                difference.paused,
                                difference.itemsNotCounted,
                                difference.discountsUnknown,
                                difference.reconstructed)
                        .equals(NOTHING);
    }

    private static int one(boolean whether) {
        return whether ? 1 : 0;
    }
}
