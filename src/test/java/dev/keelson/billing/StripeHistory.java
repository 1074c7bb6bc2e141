package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen at Stripe around one customer, made up from a seed: a catalogue that changes, subscriptions that are made,
 * changed, paid late and ended, items that come and go, invoices, deletions. Often several things in one second.
 *
 * @param entries in the order in which they happened
 */
record StripeHistory(List<Entry> entries) {
    static final String PREFIX = "PREFIX_";
    static final String USER = "00000000-0000-7000-8000-000000000000";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * One event.
     *
     * @param millis when it happened; the event itself only tells the second
     * @param object as it was after that
     */
    record Entry(String type, long millis, JsonNode object) {
        long created() {
            return millis / 1000;
        }

        String id() {
            return object.path("id").stringValue();
        }

        private boolean isDeletion() {
            return type.equals("product.deleted")
                    || type.equals("price.deleted")
                    || type.equals("customer.deleted")
                    || type.equals("invoice.deleted");
        }
    }

    static StripeHistory random(long seed) {
        return new Generator(new Random(seed)).history();
    }

    /** The same history of another customer of another user. */
    StripeHistory of(String prefix, String user) {
        return new StripeHistory(entries.stream()
                .map(entry -> new Entry(
                        entry.type(),
                        entry.millis(),
                        JSON.readTree(entry.object()
                                .toString()
                                .replace(PREFIX, prefix)
                                .replace(USER, user))))
                .toList());
    }

    /** What Stripe answers for an object when the first {@code happened} entries have happened. */
    JsonNode truth(String id, int happened) {
        Entry last = null;
        for (Entry entry : entries.subList(0, happened)) {
            if (entry.id().equals(id)) {
                last = entry;
            }
        }
        if (last == null) {
            throw new IllegalStateException("nothing has happened to " + id);
        }
        return last.isDeletion()
                ? JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true)
                : last.object();
    }

    /** Whether the object is gone at the end, which leaves Stripe nothing to say of it. */
    boolean ends(String id) {
        return entries.stream().anyMatch(entry -> entry.id().equals(id) && entry.isDeletion());
    }

    /** Of each object the last event only: what must be left of the whole. */
    List<Entry> lastOfEach() {
        Map<String, Entry> last = new LinkedHashMap<>();
        entries.forEach(entry -> last.put(entry.id(), entry));
        return List.copyOf(last.values());
    }

    private static final class Generator {
        private static final List<String> STATUSES =
                List.of("active", "active", "past_due", "unpaid", "paused", "trialing");

        private final Random random;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, ObjectNode> alive = new LinkedHashMap<>();
        private long millis = StripeObjects.CREATED * 1000;
        private int counter;

        Generator(Random random) {
            this.random = random;
        }

        StripeHistory history() {
            for (int i = 0; i < 3; i++) {
                newProduct();
            }
            emit("customer.created", customer());
            if (random.nextBoolean()) {
                emit(
                        "checkout.session.completed",
                        StripeObjects.checkoutSession(name("cs"), PREFIX + "cus", "complete")
                                .put("client_reference_id", USER));
            }
            newSubscription();
            int length = 10 + random.nextInt(20);
            for (int i = 0; i < length; i++) {
                step();
            }
            if (random.nextInt(3) == 0) {
                delete("customer", "customer.deleted");
            }
            return new StripeHistory(List.copyOf(entries));
        }

        private ObjectNode customer() {
            var customer = StripeObjects.customer(PREFIX + "cus", UserId.of(USER));
            alive.put(PREFIX + "cus", customer);
            return customer;
        }

        private void step() {
            tick();
            switch (random.nextInt(12)) {
                case 0 -> newProduct();
                case 1 -> change("product", "product.updated", this::renamed);
                case 2 -> deleteProduct();
                case 3 -> change("price", "price.updated", price -> price.put("active", random.nextBoolean()));
                case 4 -> change("customer", "customer.updated", c -> c.put("name", "Payer " + random.nextInt(5)));
                case 5 -> newSubscription();
                case 6, 7 -> change("subscription", "customer.subscription.updated", this::otherStatus);
                case 8, 9 -> change("subscription", "customer.subscription.updated", this::otherItems);
                case 10 -> cancel();
                default -> invoice();
            }
        }

        /** More often than not nothing that Stripe's clock would show. */
        private void tick() {
            millis += List.of(0L, 0L, 40L, 400L, 1_000L, 30_000L).get(random.nextInt(6));
        }

        private void newProduct() {
            var product = StripeObjects.product(name("prod"), "Plan " + counter);
            put(product, "product.created");
            put(StripeObjects.price(name("price"), id(product), 100L * (1 + random.nextInt(50))), "price.created");
        }

        private void newSubscription() {
            var subscription = StripeObjects.subscription(
                    name("sub"), PREFIX + "cus", "incomplete", List.of(newItem(), newItem()));
            put(subscription, "customer.subscription.created");
            if (random.nextInt(4) > 0) {
                // Stripe's own habit: both events carry the same second.
                put(subscription.deepCopy().put("status", "active"), "customer.subscription.updated");
            }
        }

        private void renamed(ObjectNode product) {
            product.put("name", "Plan " + random.nextInt(5));
            if (random.nextBoolean()) {
                ((ObjectNode) product.path("metadata")).put("plan", "plan-" + random.nextInt(3));
            }
        }

        private void otherStatus(ObjectNode subscription) {
            subscription.put("status", STATUSES.get(random.nextInt(STATUSES.size())));
        }

        private void otherItems(ObjectNode subscription) {
            var items = subscription.path("items").withArray("data");
            if (!items.isEmpty() && random.nextBoolean()) {
                items.remove(random.nextInt(items.size()));
            }
            if (items.isEmpty() || random.nextBoolean()) {
                items.add(newItem());
            }
        }

        /** Stripe deletes no price that is in use, and no product that has a price. */
        private void deleteProduct() {
            pick("product").ifPresent(product -> {
                var prices = alive("price").stream()
                        .filter(price -> price.path("product").equals(product.path("id")))
                        .toList();
                boolean used = alive("subscription").stream()
                        .anyMatch(subscription -> subscription
                                .toString()
                                .contains(product.path("id").toString()));
                if (!used) {
                    prices.forEach(price -> remove(price, "price.deleted"));
                    remove(product, "product.deleted");
                }
            });
        }

        private void cancel() {
            pick("subscription").ifPresent(subscription -> {
                alive.remove(id(subscription));
                emit(
                        "customer.subscription.deleted",
                        subscription.deepCopy().put("status", "canceled").put("ended_at", millis / 1000));
            });
        }

        private void invoice() {
            var invoice = pick("invoice");
            if (invoice.isEmpty() || random.nextInt(3) == 0) {
                put(StripeObjects.invoice(name("in"), PREFIX + "cus", name("sub"), "draft"), "invoice.created");
            } else if (random.nextInt(4) == 0) {
                delete("invoice", "invoice.deleted");
            } else {
                put(invoice.get().deepCopy().put("status", "open"), "invoice.finalized");
                put(invoice.get().deepCopy().put("status", "paid").put("amount_paid", 1900), "invoice.paid");
            }
        }

        private void change(String kind, String type, Consumer<ObjectNode> change) {
            pick(kind).ifPresent(object -> {
                var changed = object.deepCopy();
                change.accept(changed);
                put(changed, type);
            });
        }

        private void delete(String kind, String type) {
            pick(kind).ifPresent(object -> remove(object, type));
        }

        private void remove(ObjectNode object, String type) {
            alive.remove(id(object));
            emit(type, object);
        }

        private ObjectNode newItem() {
            var price = pick("price").orElseGet(() -> StripeObjects.price(name("price"), name("prod"), 7));
            return StripeObjects.item(name("si"), price);
        }

        private Optional<ObjectNode> pick(String kind) {
            var objects = alive(kind);
            return objects.isEmpty() ? Optional.empty() : Optional.of(objects.get(random.nextInt(objects.size())));
        }

        private List<ObjectNode> alive(String kind) {
            return alive.values().stream()
                    .filter(object -> object.path("object").stringValue().equals(kind))
                    .toList();
        }

        private void put(ObjectNode object, String type) {
            alive.put(id(object), object);
            emit(type, object);
        }

        private void emit(String type, ObjectNode object) {
            entries.add(new Entry(type, millis, object.deepCopy()));
        }

        private String name(String kind) {
            counter++;
            return PREFIX + kind + counter;
        }

        private static String id(ObjectNode object) {
            return object.path("id").stringValue();
        }
    }
}
