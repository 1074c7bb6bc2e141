package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a subscription brings in a year. Discounts are taken off as Stripe does it: first those of items, then those of the
 * whole subscription, each from what the one before has left, and never below nothing. Those for a single invoice are none of
 * what recurs. Exact: nothing is rounded here.
 */
final class YearlyAmount {
    private final SubscriptionState state;
    private final Discounts known;
    private final Instant close;
    private final List<Share> shares = new ArrayList<>();

    YearlyAmount(SubscriptionState state, Discounts known, Instant close) {
        this.state = state;
        this.known = known;
        this.close = close;
    }

    /** What is left of an item. */
    private static final class Share {
        private final Item item;
        private BigDecimal left;

        private Share(Item item) {
            this.item = item;
            this.left = item.yearly();
        }
    }

    BigDecimal afterDiscounts() {
        state.items().stream().filter(Item::counts).map(Share::new).forEach(shares::add);
        for (Share share : shares) {
            holding(share.item.discounts()).forEach(coupon -> takeOff(coupon, each -> each == share));
        }
        boolean none = state.namedDiscounts().findAny().isEmpty();
        var ofWhole = none ? ofCustomer() : holding(state.discounts());
        ofWhole.forEach(coupon -> takeOff(coupon, _ -> true));
        return shares.stream().map(share -> share.left).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<Coupon> holding(List<DiscountRef> named) {
        return coupons(named.stream().flatMap(ref -> known.find(ref).stream()).toList());
    }

    private List<Coupon> ofCustomer() {
        return coupons(known.ofCustomer());
    }

    private List<Coupon> coupons(List<Discount> discounts) {
        return discounts.stream()
                .filter(discount -> discount.holdsUntil(close))
                .map(Discount::coupon)
                .filter(Coupon::recurring)
                .toList();
    }

    private void takeOff(Coupon coupon, Predicate<Share> from) {
        var concerned = shares.stream()
                .filter(from)
                .filter(share -> coupon.appliesTo(share.item))
                .toList();
        if (coupon.percentOff() != null) {
            var stays = BigDecimal.valueOf(100).subtract(coupon.percentOff()).max(BigDecimal.ZERO);
            concerned.forEach(share -> share.left = share.left.multiply(stays).movePointLeft(2));
        } else if (coupon.amountOff() != null) {
            takeOff(coupon.amountOff(), concerned);
        }
    }

    /** An amount is taken off every invoice, of which there are as many as of the item that is billed most often. */
    private static void takeOff(BigDecimal amount, List<Share> concerned) {
        var rest = concerned.stream()
                .map(share -> share.item.yearly(amount))
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO);
        for (Share share : concerned) {
            var taken = rest.min(share.left);
            share.left = share.left.subtract(taken);
            rest = rest.subtract(taken);
        }
    }
}
