package dev.keelson.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened at Stripe, made from a seed: customers of our users who come, change and go, and their subscriptions, which
 * start, renew, change status, plan, quantity and items, and end. A share of the events falls in the second of the event
 * before it of the same object, which tells nothing of their order.
 */
final class History {
    /**
     * One event.
     *
     * @param number its place in the history, from 1
     * @param created s
     * @param object the object after it, as JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Event(int number, String objectId, String type, long created, byte[] object) {
        String id() {
            // Spread over the whole range: ids of Stripe have no order that an index could profit from.
            return "evt_1%016xKeelson".formatted(number * 0x9E3779B97F4A7C15L);
        }

        boolean deletes() {
            return type.equals(CUSTOMER_DELETED);
        }

        byte[] body() {
            return """
                    {"id":"%s","object":"event","api_version":"2026-07-29.dahlia","created":%d,"data":{"object":%s},\
                    "livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":"%s"}\
                    """.formatted(id(), created, new String(object, UTF_8), type).getBytes(UTF_8);
        }
    }

    static final List<String> TIERS = List.of("solo", "team", "scale");
    static final String CUSTOMER_DELETED = "customer.deleted";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Event> events = new ArrayList<>();
    private final Map<String, List<Event>> byObject = new HashMap<>();

    /**
     * @param ties share of events that fall in the second of the one before it of their object
     * @param start first second
     */
    History(long seed, int users, int count, double ties, long start) {
        var random = new SplittableRandom(seed);
        var lives = new ArrayList<CustomerLife>();
        for (int user = 0; user < users; user++) {
            lives.add(new CustomerLife(user, start, ties, random, this::add));
        }
        while (events.size() < count) {
            lives.get(random.nextInt(users)).step();
        }
    }

    private void add(String objectId, String type, long created, ObjectNode object) {
        var event = new Event(
                events.size() + 1, objectId, type, created, object.toString().getBytes(UTF_8));
        events.add(event);
        byObject.computeIfAbsent(objectId, _ -> new ArrayList<>()).add(event);
    }

    List<Event> first(int count) {
        return events.subList(0, count);
    }

    /** The last event of the object among the first so many of all. */
    Optional<Event> last(String objectId, int upTo) {
        return byObject.getOrDefault(objectId, List.of()).reversed().stream()
                .filter(event -> event.number() <= upTo)
                .findFirst();
    }

    /** Each object's last event among the first so many. */
    List<Event> finals(int upTo) {
        return byObject.keySet().stream().flatMap(id -> last(id, upTo).stream()).toList();
    }

    /**
     * The first so many events as Stripe delivers them: not in order, a few much too late, and some more than once.
     */
    List<Event> deliveries(int count, RandomGenerator random) {
        record Delivery(double position, int tieBreak, Event event) {}
        var deliveries = new ArrayList<Delivery>();
        for (Event event : first(count)) {
            boolean late = random.nextDouble() < 0.01;
            double position = event.number() + random.nextInt(late ? count / 4 + 1 : 200);
            deliveries.add(new Delivery(position, random.nextInt(), event));
            if (random.nextDouble() < 0.06) {
                deliveries.add(new Delivery(position + random.nextInt(400), random.nextInt(), event));
            }
        }
        return deliveries.stream()
                .sorted(Comparator.comparingDouble(Delivery::position).thenComparingInt(Delivery::tieBreak))
                .map(Delivery::event)
                .toList();
    }

    /** Ours, of the user whose customer is of that number. */
    static String userId(int user) {
        return "00000000-0000-4000-8000-%012d".formatted(user);
    }

    static ObjectNode product(String tier) {
        var product = shape("product");
        product.put("id", "prod_faults" + tier).put("name", "Faults " + tier);
        product.putObject("metadata").put("plan", tier);
        return product;
    }

    static ObjectNode price(String tier) {
        var price = shape("price");
        int amount = 1900 * (1 + 2 * TIERS.indexOf(tier));
        price.put("id", "price_faults" + tier).put("product", "prod_faults" + tier);
        price.put("created", 1_700_000_000L).put("currency", "usd").put("type", "recurring");
        price.put("unit_amount", amount).put("unit_amount_decimal", Integer.toString(amount));
        price.putObject("recurring")
                .put("interval", "month")
                .put("interval_count", 1)
                .putNull("meter")
                .put("usage_type", "licensed");
        return price;
    }

    /** An object as the sandbox answers it, to be filled in; without what the mirror does not keep, for it is compared as a whole. */
    static ObjectNode shape(String type) {
        String name = "/sandbox/stripe/" + type + ".json";
        try (InputStream in = History.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            var object = JSON.readValue(in, ObjectNode.class);
            if (object.path("invoice_settings") instanceof ObjectNode settings) {
                settings.remove("custom_fields");
            }
            return object;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    /** How many events of each type there are among the first so many. */
    Map<String, Integer> types(int upTo) {
        var types = new TreeMap<String, Integer>();
        first(upTo).forEach(event -> types.merge(event.type(), 1, Integer::sum));
        return types;
    }
}
