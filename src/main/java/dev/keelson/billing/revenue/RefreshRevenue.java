package dev.keelson.billing.revenue;

import dev.keelson.billing.revenue.RevenueStore.CustomerChange;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works out anew the figures of whoever is marked: the whole history of each, so that an event that comes late corrects the
 * past. May be stopped at any time and goes on with what is left.
 */
@Component
class RefreshRevenue {
    private static final int BATCH = 500;

    private final RevenueStore store;
    private final RevenueFacts facts;
    private final TransactionTemplate transaction;

    RefreshRevenue(RevenueStore store, RevenueFacts facts, TransactionTemplate transaction) {
        this.store = store;
        this.facts = facts;
        this.transaction = transaction;
    }

    void run(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            int done = transaction.execute(_ -> batch());
            if (done == 0) {
                return;
            }
        }
    }

    /** The marks go with what becomes of them: after a crash in between both are as before. */
    private int batch() {
        var customers = store.takeMarked(BATCH);
        if (!customers.isEmpty()) {
            var states = facts.states(customers);
            var discounts = facts.discounts(customers);
            store.replace(
                    customers,
                    customers.stream()
                            .flatMap(customer -> changes(customer, states, discounts).stream())
                            .toList());
        }
        return customers.size();
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
