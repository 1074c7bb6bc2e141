package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Makes the reconcilers of Stripe's kinds of objects, and says where Stripe shows these. */
@Component
class ReconcilerFactory {
    /** A page's worth of calls takes some seconds: no more than that is repeated when a process dies. */
    private static final int CUSTOMERS_AT_ONCE = 10;

    private final StripeApiClient stripe;
    private final Mirror mirror;
    private final StripeRows rows;
    private final TransactionTemplate transaction;

    ReconcilerFactory(StripeApiClient stripe, Mirror mirror, StripeRows rows, TransactionTemplate transaction) {
        this.stripe = stripe;
        this.mirror = mirror;
        this.rows = rows;
        this.transaction = transaction;
    }

    Reconciler of(StripeReconciler.Kind kind) {
        return new StripeReconciler(kind, stripe, mirror, rows, transaction);
    }

    /** Stripe lists all objects of the kind. */
    StripeReconciler.Source all(StripeObjectType type) {
        return new All(type);
    }

    /**
     * Stripe lists them by customer, so every customer that is known has to be asked for.
     *
     * @param list all of a customer
     * @param one the object of an id
     */
    StripeReconciler.Source ofCustomers(Function<String, List<JsonNode>> list, Function<String, JsonNode> one) {
        return new OfCustomers(list, one);
    }

    private final class All implements StripeReconciler.Source {
        private final StripeObjectType type;

        All(StripeObjectType type) {
            this.type = type;
        }

        @Override
        public StripeReconciler.Shown page(SyncPass pass, @Nullable String cursor) {
            var answer = pass.ask(() -> stripe.page(type, cursor));
            return new StripeReconciler.Shown(
                    answer.value().objects().stream()
                            .map(object -> new SyncPass.Answer<>(object, answer.askedAt()))
                            .toList(),
                    answer.value().next());
        }

        @Override
        public JsonNode one(String id) {
            return stripe.retrieve(type, id);
        }
    }

    private final class OfCustomers implements StripeReconciler.Source {
        private final Function<String, List<JsonNode>> list;
        private final Function<String, JsonNode> one;

        OfCustomers(Function<String, List<JsonNode>> list, Function<String, JsonNode> one) {
            this.list = list;
            this.one = one;
        }

        @Override
        public StripeReconciler.Shown page(SyncPass pass, @Nullable String cursor) {
            var customers = rows.customers(cursor, CUSTOMERS_AT_ONCE);
            var objects = new ArrayList<SyncPass.Answer<JsonNode>>();
            for (String customer : customers) {
                var answer = pass.ask(() -> listOf(customer));
                answer.value().forEach(object -> objects.add(new SyncPass.Answer<>(object, answer.askedAt())));
            }
            return new StripeReconciler.Shown(
                    objects, customers.size() < CUSTOMERS_AT_ONCE ? null : customers.getLast());
        }

        private List<JsonNode> listOf(String customer) {
            try {
                return list.apply(customer);
            } catch (ApiException.NotFound e) {
                if (e.failure().vendorCode() == null) {
                    // Not Stripe's own word, but that of something on the way.
                    throw e;
                }
                // Gone since it was looked at: its own reconciler sees to it.
                return List.of();
            }
        }

        @Override
        public JsonNode one(String id) {
            return one.apply(id);
        }
    }
}
