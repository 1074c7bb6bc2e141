package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static dev.keelson.billing.StripeObjects.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Figures of revenue, by what was told: whatever the order, and however often, the same days and amounts. */
@KeelsonTest
class RevenueConvergenceTest {
    /** A second of a {@link StripeHistory}, so that it lasts for weeks. */
    private static final long STRETCH = 20_000;

    private static final long DAY = 86_400;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Mirror mirror;

    @Autowired
    private Subscriptions subscriptions;

    @Autowired
    private FirstHistory firstHistory;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = "rev" + UUID.randomUUID().toString().substring(0, 8) + "_";
    private final String customer = unique + "cus";
    private Deliveries deliveries;

    static LongStream seeds() {
        return Seeds.fixed(12);
    }

    @BeforeEach
    void stripeDoesNotKnowWhatItDidNotTell() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        stripe.stubFor(get(urlPathMatching("/v1/products/.*"))
                .willReturn(jsonResponse(
                        "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"resource_missing\"}}", 404)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfAnyDeliveriesEndsInTheSameFigures(long seed) {
        var history = StripeHistory.random(seed);

        String inOrder = new Run(history).inOrder();
        String shuffled = new Run(history).shuffled(new Random(seed));
        String inBatches = new Run(history).inBatches(new Random(seed + 1));

        assertThat(shuffled).as("shuffled, seed %d", seed).isEqualTo(inOrder);
        assertThat(inBatches).as("in batches, seed %d", seed).isEqualTo(inOrder);
    }

    @Test
    void discountThatComesLateCorrectsThePast() {
        var subscription = subscription("active", 0);
        subscription.putArray("discounts").add(unique + "di");
        tell("customer.subscription.created", 0, subscription);
        assertThat(figures()).containsExactly("0 new 12000 1 unknown");

        var discount = discount("di", 0);
        discount.put("subscription", id(subscription)).putObject("source").put("coupon", unique + "coupon");
        tell("customer.discount.created", 0, discount);
        assertThat(figures()).containsExactly("0 new 12000 1 unknown");
        tell("coupon.created", -9, coupon(25));

        assertThat(figures()).containsExactly("0 new 9000 0 unknown");
    }

    @Test
    void discountOfTheCustomerIsTakenOffWhatHasNone() {
        tell("customer.subscription.created", 0, subscription("active", 0));
        var discount = discount("di", 2);
        discount.set("coupon", coupon(50));
        tell("customer.discount.created", 2, discount);
        tell("customer.discount.deleted", 5, discount);

        assertThat(figures())
                .containsExactly(
                        "0 new 12000 0 unknown", "2 contraction 6000 0 unknown", "5 expansion 12000 0 unknown");
    }

    @Test
    void subscriptionThatNoEventToldOfIsReconstructed() {
        var subscription = subscription("active", 0);
        subscription.put("trial_end", day(7));
        Instant askedAt = Instant.ofEpochSecond(day(40));
        transaction.executeWithoutResult(
                _ -> mirror.adopt(MirrorTable.SUBSCRIPTIONS, subscription, askedAt, day(39), subscriptions::write));

        assertThat(figures()).containsExactly("0 none 0 0 unknown", "7 new 12000 0 unknown", "40 none 12000 0 unknown");
        assertThat(reconstructed()).containsExactly("0 1", "7 1", "40 0");
    }

    @Test
    void earlyEventThatComesLateTakesThePlaceOfWhatWasReconstructed() {
        var subscription = subscription("active", 0);
        tell("customer.subscription.updated", 20, subscription);
        assertThat(reconstructed()).containsExactly("0 1", "20 0");

        tell("customer.subscription.created", 0, subscription("incomplete", 0));

        assertThat(figures()).containsExactly("20 new 12000 0 unknown");
        assertThat(reconstructed()).containsExactly("20 0");
    }

    @Test
    void whatEndedBeforeItWasKnownEndedWhenStripeSays() {
        var subscription = subscription("canceled", 0);
        subscription.put("ended_at", day(12));
        transaction.executeWithoutResult(_ -> mirror.adopt(
                MirrorTable.SUBSCRIPTIONS,
                subscription,
                Instant.ofEpochSecond(day(40)),
                day(39),
                subscriptions::write));

        assertThat(figures()).containsExactly("0 new 12000 0 unknown", "12 churn 0 0 unknown");
    }

    @Test
    void whatWasKnownBeforeThereWasAHistoryBeginsOne() {
        tell("customer.subscription.updated", 30, subscription("active", 0));
        settle();
        jdbc.sql("delete from subscription_history where stripe_customer_id = :customer")
                .param("customer", customer)
                .update();
        jdbc.sql("delete from revenue_changes where stripe_customer_id = :customer")
                .param("customer", customer)
                .update();

        assertThat(firstHistory.isMissing()).isTrue();
        firstHistory.begin(() -> false);

        assertThat(figures()).containsExactly("0 new 12000 0 unknown", "30 none 12000 0 unknown");
        assertThat(reconstructed()).containsExactly("0 1", "30 0");
    }

    @Test
    void replayLeavesNothingToBeWorkedOut() {
        var event = Deliveries.event("customer.subscription.created", day(0), subscription("active", 0));
        deliveries.deliver(event);
        settle();

        long marks = transaction.execute(_ -> {
            deliveries.handlerOf(event.type()).handle(event);
            return jdbc.sql("select count(*) from revenue_marks where stripe_customer_id = :customer")
                    .param("customer", customer)
                    .query(Long.class)
                    .single();
        });

        assertThat(marks).isZero();
    }

    private void tell(String type, int day, ObjectNode object) {
        deliveries.deliver(Deliveries.event(type, day(day), object));
    }

    private static long day(int day) {
        return CREATED + day * DAY;
    }

    private ObjectNode subscription(String status, int day) {
        var price = StripeObjects.price(unique + "price", unique + "prod", 1_000);
        return StripeObjects.subscription(
                        unique + "sub", customer, status, List.of(StripeObjects.item(unique + "si", price)))
                .put("created", day(day));
    }

    private ObjectNode discount(String name, int day) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", unique + name)
                .put("object", "discount")
                .put("customer", customer)
                .put("start", day(day))
                .putNull("end");
    }

    private ObjectNode coupon(int percent) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", unique + "coupon")
                .put("object", "coupon")
                .put("percent_off", (double) percent)
                .put("duration", "forever")
                .put("valid", true)
                .put("livemode", false);
    }

    private static String id(ObjectNode object) {
        return object.path("id").stringValue();
    }

    /** The days count from the first one. */
    private List<String> figures() {
        return changes(
                "concat_ws(' ', coalesce(movement, 'none'), yearly, sum(discounts_unknown_change) over w, 'unknown')");
    }

    private List<String> reconstructed() {
        return changes("sum(reconstructed_change) over w");
    }

    private List<String> changes(String what) {
        settle();
        return jdbc.sql("""
                        select concat_ws(' ', day - (to_timestamp(:first) at time zone 'UTC')::date, %s) as line
                        from revenue_changes where stripe_customer_id = :customer
                        window w as (partition by currency order by day) order by day
                        """.formatted(what))
                .param("first", CREATED)
                .param("customer", customer)
                .query((row, _) -> row.getString("line"))
                .list();
    }

    private void settle() {
        Awaitility.await("until all is worked out")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.sql("select count(*) from revenue_marks where starts_with(stripe_customer_id, :prefix)")
                                        .param("prefix", unique)
                                        .query(Long.class)
                                        .single()
                                == 0);
    }

    /**
     * One way of delivering a history. All are of the same customers, whose rows go after each: which of two states of a second
     * stays depends on all that is in them, ids included.
     */
    private final class Run {
        private final String prefix = unique;
        private final StripeHistory history;
        private Instant now = Instant.EPOCH;

        Run(StripeHistory template) {
            var both = List.of(users.announced(), users.announced());
            var own = template.of(prefix, both.stream().map(UserId::toString).toList());
            history = new StripeHistory(own.entries().stream()
                    .filter(entry -> entry.type().startsWith("customer.subscription."))
                    .toList());
        }

        String inOrder() {
            for (int i = 0; i < history.entries().size(); i++) {
                int happened = i + 1;
                var event = arrived(history.entries().get(i));
                deliveries.deliver(event, () -> truth(event, happened));
            }
            return figures();
        }

        String shuffled(Random random) {
            var events = deliveriesOf(random);
            events.forEach(event -> deliveries.deliver(
                    event, () -> truth(event, history.entries().size())));
            return figures();
        }

        String inBatches(Random random) {
            var events = deliveriesOf(random);
            while (!events.isEmpty()) {
                var batch = events.subList(0, Math.min(events.size(), 1 + random.nextInt(12)));
                deliveries.deliverTogether(
                        List.copyOf(batch),
                        event -> truth(event, history.entries().size()),
                        WebhookBatchHandler::handleAll);
                batch.clear();
            }
            return figures();
        }

        private List<WebhookEvent> deliveriesOf(Random random) {
            var events = new ArrayList<>(
                    history.entries().stream().map(this::arrived).toList());
            events.addAll(events.stream().filter(_ -> random.nextInt(3) == 0).toList());
            Collections.shuffle(events, random);
            return events;
        }

        private WebhookEvent arrived(StripeHistory.Entry entry) {
            long created = CREATED + (entry.created() - CREATED) * STRETCH;
            Instant at = Instant.ofEpochSecond(created).plusMillis(80);
            now = now.isAfter(at) ? now : at;
            return Deliveries.event(entry.type(), created, now, entry.object());
        }

        private Fetched truth(WebhookEvent event, int happened) {
            now = now.plusMillis(20);
            String id = Mirror.object(event).path("id").stringValue();
            return new Fetched(history.truth(id, happened), now);
        }

        private void forget() {
            for (String table : List.of("subscription_history", "revenue_changes", "subscriptions")) {
                jdbc.sql("delete from %s where starts_with(stripe_customer_id, :prefix)".formatted(table))
                        .param("prefix", prefix)
                        .update();
            }
        }

        private String figures() {
            settle();
            String lines = String.join(
                    "\n",
                    jdbc.sql("""
                            select to_jsonb(r)::text as line from revenue_changes r where starts_with(stripe_customer_id, :prefix)
                            order by stripe_customer_id, currency, day
                            """)
                            .param("prefix", prefix)
                            .query((row, _) -> row.getString("line"))
                            .list());
            forget();
            return lines;
        }
    }
}
