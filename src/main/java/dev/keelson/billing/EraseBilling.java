package dev.keelson.billing;

import dev.keelson.auth.Erasure;
import dev.keelson.auth.ErasureStep;
import dev.keelson.auth.VendorNames;
import dev.keelson.shared.UserId;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has an erased user's customers deleted at Stripe, which ends their subscriptions at once, and keeps no more of them here than
 * the books need.
 */
@Component
class EraseBilling implements ErasureStep, VendorNames {
    private final Customers customers;
    private final DeleteCustomer deleteCustomer;
    private final Commands commands;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    EraseBilling(
            Customers customers,
            DeleteCustomer deleteCustomer,
            Commands commands,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.customers = customers;
        this.deleteCustomer = deleteCustomer;
        this.commands = commands;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Override
    public String name() {
        return "billing";
    }

    @Override
    public Phase phase() {
        return Phase.AT_VENDORS;
    }

    @Override
    public Set<String> of(UserId user) {
        return Set.copyOf(customers.ofPerson(user));
    }

    @Override
    public void erase(Erasure erasure) {
        List<String> theirs = customers.ofPerson(erasure.user());
        transaction.executeWithoutResult(_ -> {
            commands.erase(erasure.user());
            for (String table : List.of("usage_entries", "usage_counters", "billing_notices", "meter_events")) {
                jdbc.sql("delete from %s where user_id = :user".formatted(table))
                        .param("user", erasure.user().value())
                        .update();
            }
        });
        for (String stripeId : theirs) {
            transaction.executeWithoutResult(_ -> customers.erase(stripeId));
            deleteCustomer.run(stripeId);
        }
    }
}
