package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription was from some moment on.
 *
 * @param validFrom a second of Stripe's clock
 * @param answered whether Stripe was asked, and not told it by an event
 * @param begunAt when Stripe made the subscription
 * @param discounts of the whole subscription, in the order in which they are taken off
 * @param reconstructed whether it is inferred from a later one
 */
record SubscriptionState(
        String subscription,
        Instant validFrom,
        boolean answered,
        String status,
        String currency,
        @Nullable Instant begunAt,
        @Nullable Instant trialEnd,
        @Nullable Instant endedAt,
        @Nullable String pauseBehavior,
        List<Item> items,
        List<DiscountRef> discounts,
        boolean reconstructed) {

    static final String ACTIVE = "active";
    static final String PAST_DUE = "past_due";
    static final String TRIALING = "trialing";
    static final String CANCELED = "canceled";
    private static final String PAUSED = "paused";

    /** The status as it counts: one of which nothing is collected and nothing will be is as good as paused. */
    String countedStatus() {
        boolean live = status.equals(ACTIVE) || status.equals(PAST_DUE);
        boolean waived = pauseBehavior != null && !pauseBehavior.equals("keep_as_draft");
        return live && waived ? PAUSED : status;
    }

    boolean isPaused() {
        return countedStatus().equals(PAUSED);
    }

    /** Whether somebody pays for it, or ought to. */
    boolean isEarning() {
        return countedStatus().equals(ACTIVE) || countedStatus().equals(PAST_DUE);
    }

    Stream<DiscountRef> namedDiscounts() {
        return Stream.concat(discounts.stream(), items.stream().flatMap(item -> item.discounts().stream()));
    }

    /** Of how many discounts it is not known what they take off. */
    int unknownDiscounts(Discounts known) {
        return (int) namedDiscounts().filter(ref -> known.find(ref).isEmpty()).count();
    }

    int itemsNotCounted() {
        return (int) items.stream().filter(item -> !item.counts()).count();
    }

    /** Twelve times its MRR, exactly, as of the end of what ends at {@code close}. */
    BigDecimal yearly(Discounts known, Instant close) {
        return isEarning() ? new YearlyAmount(this, known, close).afterDiscounts() : BigDecimal.ZERO;
    }

    SubscriptionState reconstructed(Instant from, String as) {
        return new SubscriptionState(
                subscription, from, false, as, currency, begunAt, trialEnd, endedAt, null, items, discounts, true);
    }
}
