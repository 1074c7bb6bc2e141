package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeductionsTest {
    private static final Set<String> ALL = Set.of();

    @Test
    void percentIsRoundedHalfUp() {
        assertThat(Deductions.of(List.of(sold("a", 2905)), List.of(percent("50", ALL))))
                .isEqualTo(new long[][] {{1453}});
    }

    @Test
    void amountIsSharedInProportionAndNoMoreThanThereIs() {
        var sold = List.of(sold("a", 1000), sold("b", 2000));

        assertThat(Deductions.of(sold, List.of(amount(900, ALL)))).isEqualTo(new long[][] {{300}, {600}});
        assertThat(Deductions.of(sold, List.of(amount(9000, ALL)))).isEqualTo(new long[][] {{1000}, {2000}});
    }

    @Test
    void nextCouponTakesOffWhatTheOnesBeforeHaveLeft() {
        assertThat(Deductions.of(
                        List.of(sold("a", 1000)), List.of(percent("50", ALL), percent("50", ALL), amount(100, ALL))))
                .isEqualTo(new long[][] {{500, 250, 100}});
    }

    @Test
    void couponForAProductLeavesTheOthersAlone() {
        assertThat(Deductions.of(List.of(sold("a", 1000), sold("b", 1000)), List.of(percent("10", Set.of("b")))))
                .isEqualTo(new long[][] {{0}, {100}});
    }

    @Test
    void creditIsNotReduced() {
        assertThat(Deductions.of(List.of(sold("a", -500), sold("b", 500)), List.of(percent("20", ALL))))
                .isEqualTo(new long[][] {{0}, {100}});
    }

    @Test
    void noMoreIsTakenOffThanThereIsAndAnAmountIsTakenWhole() {
        var random = new Random(20261125);
        for (int run = 0; run < 2000; run++) {
            var sold = new ArrayList<Deductions.Sold>();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                sold.add(sold(random.nextBoolean() ? "a" : "b", random.nextLong(-2000, 20_000)));
            }
            var coupons = new ArrayList<Deductions.Terms>();
            for (int i = random.nextInt(0, 4); i > 0; i--) {
                var products = random.nextBoolean() ? ALL : Set.of("a");
                coupons.add(
                        random.nextBoolean()
                                ? percent(Integer.toString(random.nextInt(1, 101)), products)
                                : amount(random.nextLong(1, 30_000), products));
            }
            long first = random.nextLong(1, 30_000);
            coupons.addFirst(amount(first, ALL));

            var off = Deductions.of(sold, coupons);

            for (int i = 0; i < sold.size(); i++) {
                assertThat(Arrays.stream(off[i]).min().orElseThrow()).isNotNegative();
                assertThat(Arrays.stream(off[i]).sum())
                        .isLessThanOrEqualTo(Math.max(0, sold.get(i).amount()));
            }
            long all =
                    sold.stream().mapToLong(each -> Math.max(0, each.amount())).sum();
            assertThat(Arrays.stream(off).mapToLong(each -> each[0]).sum()).isEqualTo(Math.min(all, first));
        }
    }

    private static Deductions.Sold sold(String product, long amount) {
        return new Deductions.Sold(product, amount);
    }

    private static Deductions.Terms percent(String percent, Set<String> products) {
        return new Deductions.Terms(new BigDecimal(percent), 0, products);
    }

    private static Deductions.Terms amount(long amount, Set<String> products) {
        return new Deductions.Terms(BigDecimal.ZERO, amount, products);
    }
}
