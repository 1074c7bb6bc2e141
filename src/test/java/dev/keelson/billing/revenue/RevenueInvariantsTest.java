package dev.keelson.billing.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.billing.revenue.RevenueQuery.DayChange;
import dev.keelson.billing.revenue.RevenueReport.Interval;
import dev.keelson.testing.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever customers do: their MRR is what adding up each subscription by fractions says, and its movements add up. The seed of a
 * failure is the test's name.
 */
class RevenueInvariantsTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 120;

    static LongStream seeds() {
        return Seeds.fixed(200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mrrIsTheExactSumAndMovementsAddUpToItsDifference(long seed) {
        var world = new World(new Random(seed));

        var changes = world.changes();

        for (var interval : Interval.values()) {
            var report = RevenueReport.currencies(FIRST, FIRST.plusDays(DAYS), interval, changes);
            assertThat(report).hasSizeLessThanOrEqualTo(2);
            report.forEach(currency -> check(world, currency, interval));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void orderInWhichStatesAreToldDoesNotMatter(long seed) {
        var world = new World(new Random(seed));
        var inOrder = world.changes();

        world.told.values().forEach(states -> Collections.shuffle(states, new Random(seed)));

        assertThat(world.changes()).isEqualTo(inOrder);
    }

    private static void check(World world, RevenueReport.Currency currency, Interval interval) {
        long before = 0;
        for (Period period : currency.periods()) {
            assertThat(period.movements().sum())
                    .as("%s of %s to %s", interval, period.from(), period.to())
                    .isEqualTo(period.mrr() - before);
            assertThat(period.mrr())
                    .as("MRR of %s", period.to())
                    .isEqualTo(world.mrr(currency.currency(), period.to()));
            assertThat(period.subscribers())
                    .as("subscribers of %s", period.to())
                    .isEqualTo(world.subscribers(currency.currency(), period.to()));
            before = period.mrr();
        }
    }

    /** Some customers, and what becomes of them; with a way of its own to say what they bring. */
    private static final class World {
        private static final List<String> STATUSES = List.of("active", "past_due", "trialing", "canceled", "unpaid");
        private static final Map<String, Long> PER_YEAR = Map.of("day", 365L, "week", 52L, "month", 12L, "year", 1L);
        private static final List<String> INTERVALS = List.of("day", "week", "month", "year");

        private final Map<String, List<SubscriptionState>> told = new TreeMap<>();
        private final Map<String, Discounts> discounts = new HashMap<>();

        World(Random random) {
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                String customer = "cus_" + i;
                var known = new HashMap<String, Discount>();
                for (int d = 0; d < 2; d++) {
                    known.put(customer + "_di_" + d, discount(random));
                }
                discounts.put(
                        customer, new Discounts(known, random.nextBoolean() ? List.of() : List.of(discount(random))));
                told.put(customer, subscriptions(random, customer));
            }
        }

        private static List<SubscriptionState> subscriptions(Random random, String customer) {
            var states = new ArrayList<SubscriptionState>();
            for (int s = 0; s < 1 + random.nextInt(3); s++) {
                String currency = random.nextInt(4) == 0 ? "kwd" : "usd";
                Instant begun = time(random);
                Instant at = begun.plusSeconds(random.nextInt(2) * 86_400L * random.nextInt(20));
                for (int i = 0; i < 1 + random.nextInt(6); i++) {
                    states.add(new SubscriptionState(
                            customer + "_sub_" + s,
                            at,
                            false,
                            STATUSES.get(random.nextInt(STATUSES.size())),
                            currency,
                            begun,
                            null,
                            null,
                            random.nextInt(8) == 0 ? "void" : null,
                            items(random),
                            random.nextInt(3) > 0 ? List.of() : List.of(new DiscountRef(customer + "_di_0", null)),
                            false));
                    at = at.plusSeconds(1 + random.nextInt(40 * 86_400));
                }
            }
            return states;
        }

        private static List<Item> items(Random random) {
            var items = new ArrayList<Item>();
            for (int i = 0; i < random.nextInt(3); i++) {
                var amount =
                        random.nextInt(6) == 0 ? null : BigDecimal.valueOf(random.nextInt(5_000), random.nextInt(3));
                items.add(new Item(
                        "prod_" + i,
                        amount,
                        INTERVALS.get(random.nextInt(INTERVALS.size())),
                        1 + random.nextInt(14),
                        List.of()));
            }
            return items;
        }

        private static Discount discount(Random random) {
            boolean percent = random.nextBoolean();
            return new Discount(
                    new Coupon(
                            percent ? BigDecimal.valueOf(random.nextInt(1_001), 1) : null,
                            percent ? null : BigDecimal.valueOf(random.nextInt(2_000)),
                            random.nextInt(4) > 0,
                            Set.of()),
                    time(random),
                    random.nextBoolean() ? null : time(random));
        }

        private static Instant time(Random random) {
            return FIRST.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(random.nextInt(DAYS * 86_400));
        }

        /** As the database adds them up. */
        List<DayChange> changes() {
            var byDay = new TreeMap<String, DayChange>();
            told.forEach((customer, states) -> new CustomerRevenue(states, known(customer))
                    .changes()
                    .forEach(change -> byDay.merge(change.currency() + change.day(), dayChange(change), World::plus)));
            return byDay.values().stream()
                    .sorted(Comparator.comparing(DayChange::currency).thenComparing(DayChange::day))
                    .toList();
        }

        private static DayChange dayChange(CustomerRevenue.Change change) {
            var movements = new EnumMap<Movement, BigDecimal>(Movement.class);
            change.movement()
                    .ifPresent(movement ->
                            movements.put(movement, change.difference().yearly()));
            boolean gained = change.movement()
                    .filter(movement -> movement == Movement.NEW || movement == Movement.REACTIVATION)
                    .isPresent();
            boolean lost = change.movement().filter(Movement.CHURN::equals).isPresent();
            return new DayChange(
                    change.currency(), change.day(), movements, change.difference(), gained ? 1 : 0, lost ? 1 : 0);
        }

        private static DayChange plus(DayChange one, DayChange other) {
            var movements = new EnumMap<Movement, BigDecimal>(Movement.class);
            movements.putAll(one.movements());
            other.movements().forEach((movement, amount) -> movements.merge(movement, amount, BigDecimal::add));
            return new DayChange(
                    one.currency(),
                    one.day(),
                    movements,
                    one.difference().plus(other.difference()),
                    one.gained() + other.gained(),
                    one.lost() + other.lost());
        }

        long mrr(String currency, LocalDate day) {
            return told.keySet().stream()
                    .map(customer -> mrr(customer, currency, day))
                    .reduce(Fraction.ZERO, Fraction::plus)
                    .rounded();
        }

        long subscribers(String currency, LocalDate day) {
            return told.keySet().stream()
                    .filter(customer -> mrr(customer, currency, day).isPositive())
                    .count();
        }

        private Discounts known(String customer) {
            return Objects.requireNonNull(discounts.get(customer));
        }

        private List<SubscriptionState> states(String customer) {
            return Objects.requireNonNull(told.get(customer));
        }

        private Fraction mrr(String customer, String currency, LocalDate day) {
            Instant close = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            var last = new HashMap<String, SubscriptionState>();
            states(customer).stream()
                    .sorted(Comparator.comparing(SubscriptionState::validFrom))
                    .filter(state -> state.validFrom().isBefore(close))
                    .forEach(state -> last.put(state.subscription(), state));
            states(customer).stream()
                    .collect(Collectors.groupingBy(SubscriptionState::subscription))
                    .forEach((id, states) -> last.computeIfAbsent(id, _ -> inferred(states, close)));
            return last.values().stream()
                    .filter(state -> state.currency().equals(currency))
                    .map(state -> mrr(state, known(customer), close))
                    .reduce(Fraction.ZERO, Fraction::plus);
        }

        /** Before the first word about it, a subscription was active since it began. */
        private static @Nullable SubscriptionState inferred(List<SubscriptionState> states, Instant close) {
            var first = Collections.min(states, Comparator.comparing(SubscriptionState::validFrom));
            return first.begunAt() != null && first.begunAt().isBefore(close)
                    ? first.reconstructed(first.begunAt(), "active")
                    : null;
        }

        private static Fraction mrr(SubscriptionState state, Discounts known, Instant close) {
            if (state.pauseBehavior() != null || !List.of("active", "past_due").contains(state.status())) {
                return Fraction.ZERO;
            }
            var items =
                    state.items().stream().filter(item -> item.amount() != null).toList();
            var sum = items.stream()
                    .map(item ->
                            Fraction.of(Objects.requireNonNull(item.amount())).times(perMonth(item)))
                    .reduce(Fraction.ZERO, Fraction::plus);
            var holding = state.discounts().isEmpty()
                    ? known.ofCustomer()
                    : state.discounts().stream()
                            .map(ref -> known.byId().get(ref.id()))
                            .toList();
            for (var discount : holding) {
                if (discount.coupon().recurring()
                        && Objects.requireNonNull(discount.start()).isBefore(close)
                        && (discount.end() == null || !discount.end().isBefore(close))) {
                    sum = off(sum, discount.coupon(), items);
                }
            }
            return sum;
        }

        private static Fraction off(Fraction sum, Coupon coupon, List<Item> items) {
            if (coupon.percentOff() != null) {
                return sum.times(Fraction.of(
                        BigDecimal.valueOf(100).subtract(coupon.percentOff()).movePointLeft(2)));
            }
            var amount = Objects.requireNonNull(coupon.amountOff()).negate();
            var most = items.stream().map(World::perMonth).reduce(Fraction.ZERO, Fraction::max);
            var left = sum.plus(Fraction.of(amount).times(most));
            return Fraction.max(left, Fraction.ZERO);
        }

        private static Fraction perMonth(Item item) {
            long perYear = Objects.requireNonNull(PER_YEAR.get(item.interval()));
            return new Fraction(BigInteger.valueOf(perYear), BigInteger.valueOf(12 * item.count()));
        }
    }

    private record Fraction(BigInteger numerator, BigInteger denominator) {
        static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

        static Fraction of(BigDecimal decimal) {
            return decimal.scale() <= 0
                    ? new Fraction(decimal.toBigIntegerExact(), BigInteger.ONE)
                    : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        Fraction times(Fraction other) {
            return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
        }

        static Fraction max(Fraction one, Fraction other) {
            return one.plus(new Fraction(other.numerator.negate(), other.denominator))
                                    .numerator
                                    .signum()
                            < 0
                    ? other
                    : one;
        }

        boolean isPositive() {
            return numerator.signum() > 0;
        }

        /** Halves away from zero; none of it is negative. */
        long rounded() {
            var two = BigInteger.TWO;
            return numerator
                    .multiply(two)
                    .add(denominator)
                    .divide(denominator.multiply(two))
                    .longValueExact();
        }
    }
}
