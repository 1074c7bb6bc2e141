package dev.keelson.sandbox.stripe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;

/** What coupons take off, to the smallest unit of the currency: one after the other, each off what the ones before have left. */
final class Deductions {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Deductions() {}

    /** @param amount in minor units; what is not above zero stays as it is */
    record Sold(String product, long amount) {}

    /**
     * What a coupon says.
     *
     * @param percentOff zero where it takes off an amount
     * @param amountOff for all that is sold together, in minor units
     * @param products that it is for; none means all
     */
    record Terms(BigDecimal percentOff, long amountOff, Set<String> products) {
        private boolean covers(Sold sold) {
            return products.isEmpty() || products.contains(sold.product());
        }
    }

    /** @return by place in {@code sold}, then by place in {@code coupons} */
    static long[][] of(List<Sold> sold, List<Terms> coupons) {
        var off = new long[sold.size()][coupons.size()];
        var left = sold.stream().mapToLong(each -> Math.max(0, each.amount())).toArray();
        for (int coupon = 0; coupon < coupons.size(); coupon++) {
            var terms = coupons.get(coupon);
            long base = 0;
            for (int i = 0; i < left.length; i++) {
                base += terms.covers(sold.get(i)) ? left[i] : 0;
            }
            long amount = Math.min(base, terms.amountOff());
            for (int i = 0; i < left.length; i++) {
                if (!terms.covers(sold.get(i)) || left[i] == 0) {
                    continue;
                }
                long share = terms.percentOff().signum() > 0
                        ? percent(left[i], terms.percentOff())
                        : part(amount, left[i], base);
                base -= left[i];
                amount -= share;
                left[i] -= share;
                off[i][coupon] = share;
            }
        }
        return off;
    }

    static long percent(long amount, BigDecimal percent) {
        return BigDecimal.valueOf(amount)
                .multiply(percent)
                .divide(HUNDRED, 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** In proportion to what is left to share, so that the parts add up to the whole. */
    private static long part(long amount, long share, long whole) {
        return BigDecimal.valueOf(amount)
                .multiply(BigDecimal.valueOf(share))
                .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
