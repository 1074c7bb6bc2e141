package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen at Stripe around two users, made up from a seed: a catalogue that changes, customers of whom one user may
 * have two, subscriptions that are made, changed, paid late and ended, items that come and go, discounts, invoices, deletions,
 * events of the other mode, and objects in the shape of older API versions. Often several things in one second.
 *
 * @param entries in the order in which they happened
 */
public record StripeHistory(List<Entry> entries) {
    static final String PREFIX = "PREFIX_";
    static final List<String> USERS =
            List.of("00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000001");

    private static final Set<String> DELETIONS = Set.of(
            "product.deleted",
            "price.deleted",
            "customer.deleted",
            "invoice.deleted",
            "coupon.deleted",
            "customer.discount.deleted",
            "customer.tax_id.deleted");

    /** So many elements of a list are shown in an event. */
    private static final int SHOWN = 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * One event.
     *
     * @param millis when it happened; the event itself only tells the second
     * @param object as it was after that
     */
    public record Entry(String type, long millis, JsonNode object) {
        public long created() {
            return millis / 1000;
        }

        public String id() {
            return object.path("id").stringValue();
        }

        String key() {
            return StripeHistory.key(object);
        }

        /** The object as an event shows it: of a list no more than ten. */
        JsonNode shown() {
            if (!EntitlementSummaryObject.OBJECT.equals(object.path("object").stringValue())) {
                return object;
            }
            var shown = ((ObjectNode) object.deepCopy()).without("id");
            var list = (ObjectNode) shown.path("entitlements");
            var all = list.path("data").valueStream().toList();
            list.put("has_more", all.size() > SHOWN)
                    .putArray("data")
                    .addAll(all.subList(0, Math.min(SHOWN, all.size())));
            return shown;
        }

        /** As Stripe posts it. */
        public String body(String eventId) {
            return Deliveries.payload(eventId, type, created(), shown()).toString();
        }

        @Override
        public String toString() {
            return "%s %s@%d".formatted(type, id(), millis - StripeObjects.CREATED * 1000);
        }

        private boolean isDeletion() {
            return DELETIONS.contains(type);
        }
    }

    public static StripeHistory random(long seed) {
        return new Generator(new Random(seed)).history();
    }

    /** The same history of other customers, of these two users. */
    public StripeHistory of(String prefix, List<String> users) {
        return new StripeHistory(entries.stream()
                .map(entry -> new Entry(entry.type(), entry.millis(), of(prefix, users, entry.object())))
                .toList());
    }

    private static JsonNode of(String prefix, List<String> users, JsonNode object) {
        return JSON.readTree(object.toString()
                .replace(PREFIX, prefix)
                .replace(USERS.getFirst(), users.getFirst())
                .replace(USERS.getLast(), users.getLast()));
    }

    /** What tells an object, or what a thin event names of it, from all others: a summary has its customer's id. */
    static String key(JsonNode object) {
        String id = object.path("id").stringValue();
        boolean summary = EntitlementSummaryObject.OBJECT.equals(
                object.path("object").asString(object.path("type").asString("")));
        return summary ? "summary of " + id : id;
    }

    /** What Stripe answers for an object when the first {@code happened} entries have happened. */
    public JsonNode truth(String id, int happened) {
        Entry last = null;
        for (Entry entry : entries.subList(0, happened)) {
            if (entry.key().equals(id)) {
                last = entry;
            }
        }
        if (last == null) {
            throw new IllegalStateException("nothing has happened to " + id);
        }
        return last.isDeletion()
                ? JsonNodeFactory.instance.objectNode().put("id", id).put("deleted", true)
                : inNewestShape(last.object());
    }

    /** Stripe answers in the version that is asked for, whatever the event's was. */
    private static JsonNode inNewestShape(JsonNode object) {
        var answer = (ObjectNode) object.deepCopy();
        if (answer.has("current_period_end")) {
            JsonNode start = answer.remove("current_period_start");
            JsonNode end = answer.remove("current_period_end");
            for (var item : answer.path("items").path("data")) {
                ((ObjectNode) item).set("current_period_start", start);
                ((ObjectNode) item).set("current_period_end", end);
            }
        }
        if (answer.path("coupon").isObject()) {
            String holder = answer.path("object").stringValue().equals("discount") ? "source" : "promotion";
            JsonNode coupon = answer.remove("coupon").path("id");
            answer.putObject(holder).put("type", "coupon").set("coupon", coupon);
        }
        if (answer.path("object").stringValue().equals("invoice") && answer.has("subscription")) {
            answer.putObject("parent")
                    .put("type", "subscription_details")
                    .putObject("subscription_details")
                    .set("subscription", answer.remove("subscription"));
        }
        return answer;
    }

    /** Whether the object is gone at the end, which leaves Stripe nothing to say of it. */
    boolean ends(String id) {
        return entries.stream().anyMatch(entry -> entry.id().equals(id) && entry.isDeletion());
    }

    /** Of each object the last event only: what must be left of the whole. */
    List<Entry> lastOfEach() {
        Map<String, Entry> last = new LinkedHashMap<>();
        entries.forEach(entry -> last.put(entry.key(), entry));
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
            newCustomer("cus", USERS.getFirst());
            newSubscription();
            newCustomer("other", USERS.getLast());
            int length = 12 + random.nextInt(18);
            int second = random.nextInt(3) == 0 ? random.nextInt(length) : length;
            for (int i = 0; i < length; i++) {
                step();
                if (i == second) {
                    secondCustomer();
                }
            }
            if (random.nextInt(4) == 0) {
                delete("customer", "customer.deleted");
            }
            return new StripeHistory(List.copyOf(entries));
        }

        /** Whose it is, the customer itself says or the Checkout session, or both. */
        private void newCustomer(String name, String user) {
            var customer = StripeObjects.customer(PREFIX + name, UserId.of(user));
            int sayer = random.nextInt(3);
            if (sayer == 0) {
                customer.putObject("metadata");
            }
            put(customer.put("created", millis / 1000), "customer.created");
            if (sayer < 2) {
                emit(
                        "checkout.session.completed",
                        StripeObjects.checkoutSession(name("cs"), PREFIX + name, "complete")
                                .put("client_reference_id", user));
            }
        }

        /** A user's, after the first one was deleted or beside it. */
        private void secondCustomer() {
            if (random.nextBoolean()) {
                remove(Objects.requireNonNull(alive.get(PREFIX + "cus")), "customer.deleted");
            }
            newCustomer("again", USERS.getFirst());
            newSubscription();
        }

        private void step() {
            tick();
            switch (random.nextInt(16)) {
                case 0 -> newProduct();
                case 1 -> change("product", "product.updated", this::renamed);
                case 2 -> deleteProduct();
                case 3 -> change("price", "price.updated", price -> price.put("active", random.nextBoolean()));
                case 4 -> change("customer", "customer.updated", c -> c.put("name", "Payer " + random.nextInt(5)));
                case 5 -> newSubscription();
                case 6, 7 -> change("subscription", "customer.subscription.updated", this::otherStatus);
                case 8, 9 -> change("subscription", "customer.subscription.updated", this::otherItems);
                case 10 -> cancel();
                case 11 -> burst();
                case 12 -> change("subscription", "customer.subscription.updated", this::otherDiscount);
                case 13 -> inTheOtherMode();
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
            var customers = alive("customer");
            if (customers.isEmpty()) {
                return;
            }
            var subscription = StripeObjects.subscription(
                    name("sub"),
                    id(customers.get(random.nextInt(customers.size()))),
                    "incomplete",
                    List.of(newItem(), newItem(), newItem()));
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
            for (int gone = random.nextInt(3); gone > 0 && !items.isEmpty(); gone--) {
                items.remove(random.nextInt(items.size()));
            }
            for (int more = random.nextInt(3); more > 0 || items.isEmpty(); more--) {
                items.add(newItem());
            }
            ((ObjectNode) items.path(random.nextInt(items.size()))).put("quantity", 1 + random.nextInt(5));
        }

        private void otherDiscount(ObjectNode subscription) {
            var discounts = subscription.putArray("discounts");
            for (int i = random.nextInt(3); i > 0; i--) {
                discounts.add(name("di"));
            }
        }

        /** Several changes of one object that Stripe's clock cannot tell apart. */
        private void burst() {
            pick("subscription").ifPresent(subscription -> {
                var changed = subscription.deepCopy();
                for (int i = 3 + random.nextInt(3); i > 0; i--) {
                    otherStatus(changed);
                    otherItems(changed);
                    put(changed.deepCopy(), "customer.subscription.updated");
                }
            });
        }

        private void inTheOtherMode() {
            var subscription =
                    StripeObjects.subscription(PREFIX + "live", PREFIX + "livecus", "active", List.of(newItem()));
            emit("customer.subscription.updated", subscription.put("livemode", true));
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
                pick("subscription")
                        .ifPresent(subscription -> put(
                                StripeObjects.invoice(
                                        name("in"),
                                        subscription.path("customer").stringValue(),
                                        id(subscription),
                                        "draft"),
                                "invoice.created"));
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

        /** An endpoint's API version may change at any time, and Stripe renders no event again. */
        private void emit(String type, ObjectNode object) {
            var shown = object.deepCopy();
            if (random.nextInt(5) == 0) {
                beforeBasil(shown);
            }
            entries.add(new Entry(type, millis, shown));
        }

        private static void beforeBasil(ObjectNode object) {
            switch (object.path("object").stringValue()) {
                case "subscription" -> {
                    for (var item : object.path("items").path("data")) {
                        object.set("current_period_start", ((ObjectNode) item).remove("current_period_start"));
                        object.set("current_period_end", ((ObjectNode) item).remove("current_period_end"));
                    }
                }
                case "invoice" ->
                    object.set(
                            "subscription",
                            object.remove("parent").path("subscription_details").path("subscription"));
                default -> {}
            }
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
