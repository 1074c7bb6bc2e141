package dev.keelson.billing.revenue;

import dev.keelson.billing.revenue.RevenueStore.CustomerChange;
import dev.keelson.billing.revenue.RevenueStore.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Gatherers;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works out anew the figures of whoever is marked: the whole history of each, so that an event that comes late corrects the
 * past. Of whom much was told, that is done once. May be stopped at any time and goes on with what is left.
 */
@Component
class RefreshRevenue {
    private static final int CUSTOMERS_AT_A_TIME = 500;
    private static final int MARKS_AT_A_TIME = 100_000;

    private final RevenueStore store;
    private final RevenueFacts facts;
    private final TransactionTemplate transaction;

    RefreshRevenue(RevenueStore store, RevenueFacts facts, TransactionTemplate transaction) {
        this.store = store;
        this.facts = facts;
        this.transaction = transaction;
    }

    /** What is marked meanwhile is left to the next round, so that this one ends however much is told. */
    void run(BooleanSupplier stop) {
        long last = store.newestMark();
        List<Mark> marks = store.marks(last, MARKS_AT_A_TIME);
        while (!marks.isEmpty()) {
            for (List<Mark> batch : batches(marks)) {
                if (stop.getAsBoolean()) {
                    return;
                }
                transaction.executeWithoutResult(_ -> workOut(batch));
            }
            marks = store.marks(last, MARKS_AT_A_TIME);
        }
    }

    /** All marks of a customer are in one of them. */
    private static List<List<Mark>> batches(List<Mark> marks) {
        var byCustomer = new LinkedHashMap<String, List<Mark>>();
        marks.forEach(mark -> byCustomer
                .computeIfAbsent(mark.customer(), _ -> new ArrayList<>())
                .add(mark));
        return byCustomer.values().stream()
                .gather(Gatherers.windowFixed(CUSTOMERS_AT_A_TIME))
                .map(batch -> batch.stream().flatMap(List::stream).toList())
                .toList();
    }

    /** The marks go with what becomes of them: after a crash in between both are as before. */
    private void workOut(List<Mark> marks) {
        List<String> customers = store.take(marks);
        if (!customers.isEmpty()) {
            var states = facts.states(customers);
            var discounts = facts.discounts(customers);
            store.replace(
                    customers,
                    customers.stream()
                            .flatMap(customer -> changes(customer, states, discounts).stream())
                            .toList());
        }
    }

    private static List<CustomerChange> changes(
            String customer, Map<String, List<SubscriptionState>> states, Map<String, Discounts> discounts) {
        var told = states.getOrDefault(customer, List.of());
        return new CustomerRevenue(told, discounts.getOrDefault(customer, Discounts.NONE))
                .changes().stream()
                        .map(change -> new CustomerChange(customer, change))
                        .toList();
    }
}
