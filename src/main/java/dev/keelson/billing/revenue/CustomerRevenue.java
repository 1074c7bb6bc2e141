package dev.keelson.billing.revenue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Works out on which days a customer's figures changed, from all that is known of the customer's subscriptions and discounts and
 * from nothing else. Days are UTC's; what counts of a day is how it ends.
 */
final class CustomerRevenue {
    private final List<SubscriptionTimeline> subscriptions;
    private final Discounts discounts;

    /** @param told states of all the customer's subscriptions, in any order */
    CustomerRevenue(List<SubscriptionState> told, Discounts discounts) {
        this.discounts = discounts;
        this.subscriptions =
                told.stream().collect(Collectors.groupingBy(SubscriptionState::subscription)).values().stream()
                        .map(SubscriptionTimeline::new)
                        .toList();
    }

    /**
     * @param figures at the end of the day
     * @param difference to those of the day before
     */
    record Change(String currency, LocalDate day, Optional<Movement> movement, Figures figures, Figures difference) {}

    /** Also on days that are still to come, where a discount ends by then. */
    List<Change> changes() {
        var changes = new ArrayList<Change>();
        var last = new HashMap<String, Figures>();
        var earned = new HashSet<String>();
        for (LocalDate day : days()) {
            var now = figures(day);
            now.keySet().forEach(currency -> last.putIfAbsent(currency, Figures.NOTHING));
            for (String currency : Set.copyOf(last.keySet())) {
                var before = Objects.requireNonNull(last.get(currency));
                var after = now.getOrDefault(currency, Figures.NOTHING);
                if (!after.equal(before)) {
                    var movement = Movement.of(before.yearly(), after.yearly(), earned.contains(currency));
                    changes.add(new Change(currency, day, movement, after, after.minus(before)));
                    last.put(currency, after);
                }
                if (after.yearly().signum() > 0) {
                    earned.add(currency);
                }
            }
        }
        return changes;
    }

    /** The days on which anything happened. */
    private NavigableSet<LocalDate> days() {
        var days = new TreeSet<LocalDate>();
        for (var subscription : subscriptions) {
            subscription
                    .states()
                    .map(SubscriptionState::validFrom)
                    .map(CustomerRevenue::day)
                    .forEach(days::add);
            discounts
                    .turns(subscription.states().flatMap(SubscriptionState::namedDiscounts))
                    .map(CustomerRevenue::day)
                    .forEach(days::add);
        }
        return days;
    }

    private Map<String, Figures> figures(LocalDate day) {
        Instant close = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var figures = new TreeMap<String, Figures>();
        for (var subscription : subscriptions) {
            var state = subscription.before(close);
            if (state != null) {
                figures.merge(state.currency(), Figures.of(state, discounts, close), Figures::plus);
            }
        }
        return figures;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
