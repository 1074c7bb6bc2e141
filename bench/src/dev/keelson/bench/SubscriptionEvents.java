package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of subscriptions that renew, change their quantity and now and then their plan, as Stripe sends them (indented, about
 * 3 KB), made from the shapes that the sandbox answers in. All are of one length, so that a million of them can be written
 * without an allocation each.
 *
 * <p>Each subscription's events have an advancing {@code created}, except for a share that falls in the second of the event
 * before it and says something else: the handler has to fetch those.
 */
final class SubscriptionEvents {
    /**
     * One event.
     *
     * @param number its place in the run
     * @param state the how-manieth of its subscription
     * @param created in s
     * @param ties whether the one before it has the same second
     */
    record Event(long number, int subscription, int state, long created, boolean ties) {}

    private enum Field {
        EVENT_ID("EVENTEVENTEVENT0"),
        SUBSCRIPTION("SUBSCR"),
        TYPE("TYPTYPE"),
        TIER("TIER"),
        CREATED("1000000001"),
        PERIOD_START("1000000002"),
        PERIOD_END("1000000003"),
        AMOUNT("7391"),
        QUANTITY("918");

        private final String marker;

        Field(String marker) {
            this.marker = marker;
        }
    }

    private record Place(Field field, int offset) {}

    static final int TIERS = 2;
    private static final int BODY_LENGTH = 3072;
    private static final int STATES_PER_TIER = 20;
    private static final int STATES_PER_PERIOD = 5;
    private static final long DAY = 86_400;
    private static final JsonMapper JSON = new JsonMapper();

    private final int[] states;
    private final long[] seconds;
    private final double ties;
    private final RandomGenerator random;
    private final long start;
    private final byte[] template;
    private final List<Place> places = new ArrayList<>();
    private final int objectStart;
    private final int objectEnd;
    private long number;

    /**
     * @param subscriptions how many there are, each of a customer of its own
     * @param ties share of the events that fall in the second of their predecessor
     * @param start the first {@code created}, in s
     */
    SubscriptionEvents(int subscriptions, double ties, long start, RandomGenerator random) {
        this.states = new int[subscriptions];
        this.seconds = new long[subscriptions];
        this.ties = ties;
        this.start = start;
        this.random = random;
        Arrays.fill(seconds, start);
        String text = text();
        template = text.getBytes(ISO_8859_1);
        for (Field field : Field.values()) {
            find(field, text);
        }
        objectStart = text.indexOf('{', text.indexOf("\"object\" : {"));
        objectEnd = text.indexOf("\n    }", objectStart) + "\n    }".length();
    }

    int subscriptions() {
        return states.length;
    }

    /** Bytes of every body. */
    int length() {
        return template.length;
    }

    /** The next event, of the next subscription in turn. */
    synchronized Event next() {
        return next(ties);
    }

    /** The next event, newer than all others of its subscription. */
    synchronized Event nextInOrder() {
        return next(0);
    }

    byte[] body(Event event) {
        byte[] body = template.clone();
        var values = new EnumMap<Field, String>(Field.class);
        for (Field field : Field.values()) {
            values.put(field, value(field, event));
        }
        for (Place place : places) {
            write(body, place.offset(), values.getOrDefault(place.field(), ""));
        }
        return body;
    }

    /** The subscription in its newest state, as Stripe would answer it. */
    synchronized Optional<byte[]> newest(String subscriptionId) {
        int subscription = index(subscriptionId);
        if (subscription < 0 || subscription >= states.length || states[subscription] == 0) {
            return Optional.empty();
        }
        byte[] body = body(new Event(0, subscription, states[subscription], seconds[subscription], false));
        return Optional.of(Arrays.copyOfRange(body, objectStart, objectEnd));
    }

    static String subscriptionId(int subscription) {
        return "sub_bench%06d".formatted(subscription);
    }

    static String customerId(int subscription) {
        return "cus_bench%06d".formatted(subscription);
    }

    static String product(int tier) {
        var product = shape("product");
        product.put("id", "prod_bench" + tier(tier)).put("name", "Bench " + tier(tier));
        product.putObject("metadata").put("plan", "bench-" + tier(tier));
        return product.toString();
    }

    static String price(int tier) {
        var price = price();
        price.put("id", "price_bench" + tier(tier)).put("product", "prod_bench" + tier(tier));
        price.put("unit_amount", amount(tier)).put("unit_amount_decimal", Integer.toString(amount(tier)));
        return price.toString();
    }

    private Event next(double share) {
        int subscription = (int) (number % states.length);
        number++;
        int state = ++states[subscription];
        boolean ties = state > 1 && random.nextDouble() < share;
        if (!ties) {
            seconds[subscription]++;
        }
        return new Event(number, subscription, state, seconds[subscription], ties);
    }

    /**
     * The last events, which nobody will handle: the next ones take their places. A subscription would otherwise skip states,
     * and change its plan far more often than once in twenty events.
     */
    synchronized void takeBack(List<Event> last) {
        for (Event event : last.reversed()) {
            if (event.number() != number) {
                throw new IllegalArgumentException(
                        "event %d is not the last, which is %d".formatted(event.number(), number));
            }
            number--;
            states[event.subscription()]--;
            if (!event.ties()) {
                seconds[event.subscription()]--;
            }
        }
    }

    private String value(Field field, Event event) {
        int state = event.state();
        // Each subscription at another time: the events come in turn, and would otherwise all change their plans in a
        // row.
        int phase = state + event.subscription();
        int tier = phase / STATES_PER_TIER % TIERS;
        long period = start + phase / STATES_PER_PERIOD * DAY;
        return switch (field) {
            // Spread over the whole range: the index of the ids already seen must not profit from an order that they
            // lack.
            case EVENT_ID -> "%016x".formatted(event.number() * 0x9E3779B97F4A7C15L);
            case SUBSCRIPTION -> "%06d".formatted(event.subscription());
            case TYPE -> state == 1 ? "created" : "updated";
            case TIER -> tier(tier);
            case CREATED -> Long.toString(event.created());
            case PERIOD_START -> Long.toString(period);
            case PERIOD_END -> Long.toString(period + 30 * DAY);
            case AMOUNT -> Integer.toString(amount(tier));
            case QUANTITY -> Integer.toString(100 + state % 100);
        };
    }

    private static String tier(int tier) {
        return tier == 0 ? "solo" : "team";
    }

    private static int amount(int tier) {
        return tier == 0 ? 1900 : 4900;
    }

    private static int index(String subscriptionId) {
        String digits = subscriptionId.replaceFirst("^sub_bench", "");
        return digits.matches("\\d{6}") ? Integer.parseInt(digits) : -1;
    }

    private void find(Field field, String text) {
        int offset = text.indexOf(field.marker);
        if (offset < 0) {
            throw new IllegalStateException("the template lacks " + field);
        }
        for (; offset >= 0; offset = text.indexOf(field.marker, offset + 1)) {
            places.add(new Place(field, offset));
        }
    }

    private static void write(byte[] body, int offset, String value) {
        for (int i = 0; i < value.length(); i++) {
            body[offset + i] = (byte) value.charAt(i);
        }
    }

    /** The template, with markers where the fields go, padded by metadata to its length. */
    private static String text() {
        var event = shape("event");
        event.put("id", "evt_1EVENTEVENTEVENT0Keelson");
        event.put("type", "customer.subscription.TYPTYPE");
        event.put("created", 1_000_000_001L);
        event.putObject("request").put("id", "req_EVENTEVENTEVENT0").putNull("idempotency_key");
        var subscription = subscription();
        var data = event.putObject("data");
        data.set("object", subscription);
        data.putObject("previous_attributes").put("latest_invoice", "in_1BenchBefore");
        var metadata = subscription.putObject("metadata").put("note", "");
        int missing = BODY_LENGTH - print(event).length();
        metadata.put("note", "Renewed by the bench. ".repeat(BODY_LENGTH).substring(0, Math.max(0, missing)));
        return print(event);
    }

    private static ObjectNode subscription() {
        var subscription = shape("subscription");
        subscription.put("id", "sub_benchSUBSCR").put("customer", "cus_benchSUBSCR");
        subscription.put("status", "active").put("currency", "usd");
        subscription.put("created", 1_700_000_000L).put("start_date", 1_700_000_000L);
        subscription.put("billing_cycle_anchor", 1_700_000_000L);
        subscription.put("latest_invoice", "in_1EVENTEVENTEVENT0");
        var item = shape("subscription_item");
        item.put("id", "si_benchSUBSCR").put("subscription", "sub_benchSUBSCR");
        item.put("created", 1_700_000_000L).put("quantity", 918);
        item.put("current_period_start", 1_000_000_002L).put("current_period_end", 1_000_000_003L);
        var price = price();
        price.put("id", "price_benchTIER").put("product", "prod_benchTIER");
        price.put("unit_amount", 7391).put("unit_amount_decimal", "7391");
        item.set("price", price);
        var items = subscription.putObject("items").put("object", "list");
        items.putArray("data").add(item);
        items.put("has_more", false).put("url", "/v1/subscription_items?subscription=sub_benchSUBSCR");
        return subscription;
    }

    private static ObjectNode price() {
        var price = shape("price");
        price.put("created", 1_700_000_000L).put("currency", "usd").put("type", "recurring");
        price.putObject("recurring")
                .put("interval", "month")
                .put("interval_count", 1)
                .putNull("meter")
                .put("usage_type", "licensed");
        return price;
    }

    private static String print(ObjectNode event) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event);
    }

    private static ObjectNode shape(String type) {
        String name = "/sandbox/stripe/" + type + ".json";
        try (InputStream in = SubscriptionEvents.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return JSON.readValue(in, ObjectNode.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }
}
