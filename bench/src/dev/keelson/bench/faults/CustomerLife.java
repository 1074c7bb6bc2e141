package dev.keelson.bench.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One customer at Stripe and the subscriptions that the customer has had, moved on a step at a time. */
final class CustomerLife {
    /** Takes what has happened. The object goes on changing: what is to stay has to be copied. */
    interface Listener {
        void happened(String objectId, String type, long created, ObjectNode object);
    }

    private static final int MOST_SUBSCRIPTIONS = 2;
    private static final int MOST_ITEMS = 3;
    private static final long PERIOD = 30 * 86_400L;
    private static final ObjectNode CUSTOMER = History.shape("customer");
    private static final ObjectNode SUBSCRIPTION = History.shape("subscription");
    private static final ObjectNode ITEM = History.shape("subscription_item");

    private final int user;
    private final double ties;
    private final RandomGenerator random;
    private final Listener listener;
    private final Map<String, Long> seconds = new HashMap<>();
    private final List<ObjectNode> live = new ArrayList<>();
    private final long start;
    private @Nullable ObjectNode customer;
    private int subscriptions;
    private int items;
    private int revision;
    private boolean gone;

    CustomerLife(int user, long start, double ties, RandomGenerator random, Listener listener) {
        this.user = user;
        this.start = start;
        this.ties = ties;
        this.random = random;
        this.listener = listener;
    }

    /** Nothing, one event, or a few. */
    void step() {
        if (gone) {
            return;
        }
        int dice = random.nextInt(1_000);
        if (customer == null) {
            customer = newCustomer();
            tell("customer.created", customer);
        } else if (dice == 0) {
            leave(customer);
        } else if (dice < 150) {
            customer.put("name", "Customer %d.%d".formatted(user, revision));
            customer.put("email", "customer%d.%d@example.com".formatted(user, revision));
            tell("customer.updated", customer);
        } else if (live.isEmpty() || (dice < 200 && live.size() < MOST_SUBSCRIPTIONS)) {
            var subscription = newSubscription();
            live.add(subscription);
            tell("customer.subscription.created", subscription);
        } else {
            change(live.get(random.nextInt(live.size())));
        }
    }

    private void change(ObjectNode subscription) {
        switch (random.nextInt(12)) {
            case 0 -> cancel(subscription);
            case 1 -> addItem(subscription);
            case 2 -> removeItem(subscription);
            case 3, 4 -> anItem(subscription).set("price", History.price(tier()));
            case 5, 6, 7 -> anItem(subscription).put("quantity", 1 + random.nextInt(20));
            case 8, 9 ->
                subscription.put(
                        "status",
                        List.of("active", "past_due", "unpaid", "paused").get(random.nextInt(4)));
            case 10 -> subscription.put("cancel_at_period_end", random.nextBoolean());
            default ->
                subscription
                        .path("items")
                        .path("data")
                        .forEach(item -> ((ObjectNode) item)
                                .put(
                                        "current_period_start",
                                        item.path("current_period_end").asLong())
                                .put(
                                        "current_period_end",
                                        item.path("current_period_end").asLong() + PERIOD));
        }
        if (live.contains(subscription)) {
            tell("customer.subscription.updated", subscription);
        }
    }

    private void cancel(ObjectNode subscription) {
        live.remove(subscription);
        subscription.put("status", "canceled").put("canceled_at", start).put("ended_at", start);
        tell("customer.subscription.deleted", subscription);
    }

    private void leave(ObjectNode customer) {
        gone = true;
        List.copyOf(live).forEach(this::cancel);
        tell(History.CUSTOMER_DELETED, customer);
    }

    private void addItem(ObjectNode subscription) {
        var data = data(subscription);
        if (data.size() < MOST_ITEMS) {
            data.add(newItem(subscription));
        }
    }

    private void removeItem(ObjectNode subscription) {
        var data = data(subscription);
        if (data.size() > 1) {
            data.remove(random.nextInt(data.size()));
        }
    }

    private ObjectNode newCustomer() {
        var made = CUSTOMER.deepCopy();
        made.put("id", "cus_faults%05d".formatted(user)).put("created", start).put("currency", "usd");
        made.put("name", "Customer " + user).put("email", "customer%d@example.com".formatted(user));
        made.putObject("metadata").put("keelson_user_id", History.userId(user));
        return made;
    }

    private ObjectNode newSubscription() {
        var made = SUBSCRIPTION.deepCopy();
        made.put("id", "sub_faults%05dn%d".formatted(user, ++subscriptions));
        made.put("customer", "cus_faults%05d".formatted(user)).put("currency", "usd");
        made.put("status", random.nextInt(3) == 0 ? "trialing" : "active");
        made.put("created", start).put("start_date", start).put("billing_cycle_anchor", start);
        made.putObject("items").put("object", "list").put("has_more", false).putArray("data");
        data(made).add(newItem(made));
        return made;
    }

    private ObjectNode newItem(ObjectNode subscription) {
        var made = ITEM.deepCopy();
        made.put("id", "si_faults%05dn%d".formatted(user, ++items)).put("created", start);
        made.put("subscription", subscription.path("id").asString());
        made.put("quantity", 1 + random.nextInt(20));
        made.put("current_period_start", start).put("current_period_end", start + PERIOD);
        made.set("price", History.price(tier()));
        return made;
    }

    private void tell(String type, ObjectNode object) {
        String id = object.path("id").asString();
        Long last = seconds.get(id);
        long second = last == null ? start : random.nextDouble() < ties ? last : last + 1 + random.nextInt(5);
        seconds.put(id, second);
        // No two states of an object are the same.
        object.withObject("metadata").put("revision", Integer.toString(++revision));
        listener.happened(id, type, second, object);
    }

    private ObjectNode anItem(ObjectNode subscription) {
        var data = data(subscription);
        return (ObjectNode) data.get(random.nextInt(data.size()));
    }

    private String tier() {
        return History.TIERS.get(random.nextInt(History.TIERS.size()));
    }

    private static ArrayNode data(ObjectNode subscription) {
        return (ArrayNode) subscription.path("items").path("data");
    }
}
