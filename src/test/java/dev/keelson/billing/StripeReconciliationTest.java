package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.SyncApi;
import dev.keelson.testing.SyncTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Stripe could not tell us, and what came of it. */
@SyncTest
class StripeReconciliationTest {
    private static final String FULL = "{\"provider\": \"stripe\", \"kind\": \"full\"}";

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @Autowired
    private SyncApi sync;

    @Autowired
    private TestUsers users;

    @Autowired
    private UserPlans plans;

    @Autowired
    private Customers customers;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String product = "prod_" + unique;
    private final String price = "price_" + unique;
    private final String customer = "cus_" + unique;
    private final String subscription = "sub_" + unique;
    private final String invoice = "in_" + unique;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser user;

    /** An account with nothing in it, and a mirror likewise: what other tests have left would be compared too. */
    @BeforeEach
    void nothingOnEitherSide() {
        for (MirrorTable table : MirrorTable.values()) {
            String person = table == MirrorTable.CUSTOMERS ? ", email = null, name = null" : "";
            jdbc.sql("update %s set deleted_at = now() %s where deleted_at is null".formatted(table.sqlName(), person))
                    .update();
            lists("/v1/" + table.sqlName());
        }
        lists("/v1/checkout/sessions");
        lists("/v1/entitlements/active_entitlements");
        stripe.stubFor(get(urlPathMatching("/v1/customers/.*/(payment_methods|tax_ids)"))
                .willReturn(okJson(list(false))));
        lists("/v1/events");
        user = users.fresh();
    }

    @Test
    void missedEventsHealInTheOrderInWhichTheyHappened() {
        long created = Instant.now().minusSeconds(3600).getEpochSecond();
        var events = List.of(
                event("customer.created", created, StripeObjects.customer(customer, user.id())),
                event("product.created", created + 1, StripeObjects.product(product, "Pro")),
                event("customer.subscription.created", created + 2, subscription("incomplete")),
                event("customer.subscription.updated", created + 3, subscription("active")));
        lists("/v1/events", events.reversed().toArray(ObjectNode[]::new));

        var report = sync.run(since(Duration.ofHours(2)));

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(SyncApi.count(report, "event", "missed_event")).isEqualTo(4);
        await().untilAsserted(() -> assertThat(plans.of(user.id()).name()).isEqualTo("pro"));
        assertThat(storedInOrder(events))
                .containsExactlyElementsOf(
                        events.stream().map(e -> e.path("id").asString()).toList());
        stripe.verify(getRequestedFor(urlPathEqualTo("/v1/events"))
                .withQueryParam("delivery_success", equalTo("false"))
                .withQueryParam("limit", equalTo("100")));
    }

    @Test
    void eventThatHasComeMeanwhileIsNoDriftAndTakesEffectOnce() throws Exception {
        var event = event(
                "product.created",
                Instant.now().minusSeconds(60).getEpochSecond(),
                StripeObjects.product(product, "Pro"));
        assertThat(new WebhookSender(port).stripe(event.toString()).statusCode())
                .isEqualTo(200);
        lists("/v1/events", event);

        var report = sync.run(since(Duration.ofHours(2)));

        assertThat(report.path("job").path("drifted").asLong()).isZero();
        assertThat(jdbc.sql("select count(*) from webhook_event where event_id = :id")
                        .param("id", event.path("id").asString())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void longListIsFollowedDownAndThenReadUpwards() {
        long created = Instant.now().minusSeconds(3600).getEpochSecond();
        var events = IntStream.range(0, 6)
                .mapToObj(i -> event("product.updated", created + i, StripeObjects.product(product, "Name " + i)))
                .toList();
        String[] id = events.stream().map(e -> e.path("id").asString()).toArray(String[]::new);
        // Pages of two, the newest first: 5 4 | 3 2 | 1 0.
        stubEvents(absent("starting_after", "ending_before"), true, events.get(5), events.get(4));
        stubEvents(cursor("starting_after", id[4]), true, events.get(3), events.get(2));
        stubEvents(cursor("starting_after", id[2]), false, events.get(1), events.get(0));
        stubEvents(cursor("ending_before", id[1]), true, events.get(3), events.get(2));
        stubEvents(cursor("ending_before", id[3]), false, events.get(5), events.get(4));

        var report = sync.run(since(Duration.ofHours(2)));

        assertThat(SyncApi.count(report, "event", "missed_event")).isEqualTo(6);
        assertThat(storedInOrder(events)).containsExactly(id);
    }

    @Test
    void eventThatNobodyHereHandlesIsLeftAlone() {
        var event = event(
                "terminal.reader.action_failed", Instant.now().getEpochSecond(), StripeObjects.product(product, "Pro"));
        lists("/v1/events", event);

        sync.run(since(Duration.ofHours(2)));

        assertThat(storedInOrder(List.of(event))).isEmpty();
    }

    @Test
    void fullPassFindsWhatIsMissingDifferentAndGone() {
        deliver("product.created", StripeObjects.product(product, "Pro"));
        deliver("price.created", StripeObjects.price(price, product, 900));
        deliver("invoice.created", StripeObjects.invoice(invoice, customer, subscription, "open"));
        deliver("product.created", StripeObjects.product("prod_gone" + unique, "Old"));
        longAgo();
        String untouched = updatedAt("prices", price);
        lists("/v1/products", StripeObjects.product(product, "Pro 2"));
        lists("/v1/prices", StripeObjects.price(price, product, 900));
        lists("/v1/customers", StripeObjects.customer(customer, user.id()));
        lists("/v1/subscriptions", subscription("active"));
        lists("/v1/invoices", StripeObjects.invoice(invoice, customer, subscription, "paid"));
        stripe.stubFor(get("/v1/products/prod_gone" + unique)
                .willReturn(okJson(
                        "{\"id\": \"prod_gone%s\", \"object\": \"product\", \"deleted\": true}".formatted(unique))));

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report))
                .containsExactlyInAnyOrder(
                        "product different " + product,
                        "product deleted prod_gone" + unique,
                        "customer missing " + customer,
                        "subscription missing " + subscription,
                        "invoice different " + invoice);
        assertThat(plans.of(user.id()).name()).isEqualTo("pro 2");
        assertThat(text("select status from invoices where stripe_id = :id", invoice))
                .isEqualTo("paid");
        assertThat(text("select deleted_at is not null from products where stripe_id = :id", "prod_gone" + unique))
                .isEqualTo("t");
        assertThat(updatedAt("prices", price)).isEqualTo(untouched);
        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void whatIsWrittenDifferentlyAndMeansTheSameIsNoDrift() {
        deliver("product.created", StripeObjects.product(product, "Pro"));
        lists(
                "/v1/products",
                StripeObjects.product(product, "Pro").put("tax_code", "txcd_1").put("updated", 17));

        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void webhookThatComesDuringThePassWins() throws Exception {
        deliver("product.created", StripeObjects.product(product, "Before"));
        stripe.stubFor(get(urlPathEqualTo("/v1/products"))
                .willReturn(okJson(list(false, StripeObjects.product(product, "As it was when asked")))
                        .withFixedDelay(1_500)));
        String job = sync.start(FULL);
        await().untilAsserted(() -> stripe.verify(getRequestedFor(urlPathEqualTo("/v1/products"))));

        var newer = event(
                "product.updated",
                Instant.now().getEpochSecond(),
                StripeObjects.product(product, "Newer than the answer"));
        assertThat(new WebhookSender(port).stripe(newer.toString()).statusCode())
                .isEqualTo(200);
        var report = sync.ended(job);

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(text("select name from products where stripe_id = :id", product))
                .isEqualTo("Newer than the answer");
        assertThat(found(report)).isEmpty();
    }

    @Test
    void objectsAreReadWhereTheEventsReachBackTooShortly() {
        lists("/v1/customers", StripeObjects.customer(customer, user.id()));

        sync.run(since(Duration.ofDays(29)));
        assertThat(exists("customers", customer)).isFalse();
        var report = sync.run(since(Duration.ofDays(31)));

        assertThat(found(report)).containsExactly("customer missing " + customer);
        assertThat(exists("customers", customer)).isTrue();
    }

    @Test
    void sinceNeverDeletes() {
        deliver("product.created", StripeObjects.product(product, "Pro"));
        longAgo();

        sync.run(since(Duration.ofDays(31)));

        assertThat(text("select deleted_at is null from products where stripe_id = :id", product))
                .isEqualTo("t");
    }

    @Test
    void oneObjectCostsOneCall() {
        stripe.stubFor(get("/v1/subscriptions/" + subscription)
                .willReturn(okJson(subscription("active").toString())));
        deliver("customer.created", StripeObjects.customer(customer, user.id()));
        deliver("product.created", StripeObjects.product(product, "Pro"));

        var report = sync.run("{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(subscription));

        assertThat(found(report)).containsExactly("subscription missing " + subscription);
        assertThat(report.path("job").path("checked").asLong()).isEqualTo(1);
        assertThat(plans.of(user.id()).name()).isEqualTo("pro");
        stripe.verify(1, getRequestedFor(urlPathMatching("/v1/.*")));
    }

    @Test
    void subscriptionThatIsGoneGivesNoPlanAnyMore() {
        deliver("customer.created", StripeObjects.customer(customer, user.id()));
        deliver("product.created", StripeObjects.product(product, "Pro"));
        deliver("customer.subscription.created", subscription("active"));
        stripe.stubFor(get("/v1/subscriptions/" + subscription).willReturn(missing()));

        var report = sync.run("{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(subscription));

        assertThat(found(report)).containsExactly("subscription deleted " + subscription);
        assertThat(plans.of(user.id()).name()).isEqualTo("free");
    }

    @Test
    void subscriptionOfManyItemsIsComparedWithAllOfThem() {
        var items = IntStream.range(0, 12)
                .mapToObj(i -> StripeObjects.item("si_" + unique + i, StripeObjects.price(price + i, product, 100 + i)))
                .toList();
        var whole = StripeObjects.subscription(subscription, customer, "active", items);
        deliver("customer.subscription.created", whole);
        var cut = StripeObjects.subscription(subscription, customer, "active", items.subList(0, 10));
        cut.withObject("/items").put("has_more", true);
        lists("/v1/subscriptions", cut);
        lists("/v1/subscription_items", items.toArray(ObjectNode[]::new));

        assertThat(found(sync.run(FULL))).isEmpty();
        assertThat(text("""
                        select count(*) from subscription_items i join subscriptions s on s.id = i.subscription_id
                        where s.stripe_id = :id
                        """, subscription)).isEqualTo("12");
    }

    @Test
    void everyOtherKindIsFoundMissingAndThenTheSame() {
        lists("/v1/customers", StripeObjects.customer(customer, user.id()));
        var expected = new TreeSet<String>(Set.of("customer missing " + customer));
        for (String kind : List.of(
                "coupon",
                "promotion_code",
                "subscription_schedule",
                "payment_intent",
                "setup_intent",
                "charge",
                "invoice_payment",
                "refund",
                "dispute",
                "checkout.session",
                "payment_method",
                "tax_id")) {
            var sample = sample(kind);
            expected.add(kind + " missing " + sample.path("id").asString());
            switch (kind) {
                case "payment_method", "tax_id" -> lists("/v1/customers/" + customer + "/" + kind + "s", sample);
                case "checkout.session" -> lists("/v1/checkout/sessions", sample);
                default -> lists("/v1/" + kind + "s", sample);
            }
        }
        lists("/v1/entitlements/active_entitlements", (ObjectNode)
                StripeSamples.of(StripeSamples.DAHLIA, EntitlementSummaryObject.OBJECT)
                        .path("entitlements")
                        .path("data")
                        .path(0));
        expected.add("entitlement_summary missing " + customer);

        assertThat(new TreeSet<>(found(sync.run(FULL)))).isEqualTo(expected);
        assertThat(found(sync.run(FULL))).isEmpty();
        assertThat(text("select user_id from payment_methods where stripe_customer_id = :id", customer))
                .isEqualTo(user.id().toString());
        assertThat(text("select features from entitlement_summaries where stripe_id = :id", customer))
                .isEqualTo("[\"lookup_key\"]");
    }

    @Test
    void whatAnErasedUserLeavesIsNoDriftAndADetachedCardIsNotAskedForAgain() {
        deliver("customer.created", StripeObjects.customer(customer, user.id()));
        transaction.executeWithoutResult(_ -> customers.erase(customer));
        var charge = sample("charge");
        deliver("charge.succeeded", charge);
        deliver("payment_method.detached", sample("payment_method").putNull("customer"));
        longAgo();
        lists("/v1/charges", charge);

        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void oneObjectOfEachKindIsFoundByItsId() {
        for (String id :
                List.of("promo_", "sub_sched_", "pi_", "seti_", "py_", "inpay_", "pyr_", "du_", "cs_", "pm_")) {
            stripe.stubFor(get(urlPathMatching("/v1/.*/" + id + unique)).willReturn(missing()));

            var report =
                    sync.run("{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(id + unique));

            assertThat(status(report)).as(id).isEqualTo("succeeded");
        }
        stripe.verify(10, getRequestedFor(urlPathMatching("/v1/.*/.*" + unique)));
    }

    private ObjectNode sample(String kind) {
        var sample = StripeSamples.of(StripeSamples.DAHLIA, kind);
        sample.put("id", kind.charAt(0) + "_" + unique + kind).put("livemode", false);
        if (sample.has("customer")) {
            sample.put("customer", customer);
        }
        return sample;
    }

    @Test
    void gatewaysNotFoundDeletesNothing() {
        deliver("product.created", StripeObjects.product(product, "Pro"));
        stripe.stubFor(get("/v1/products/" + product)
                .willReturn(aResponse().withStatus(404).withBody("<html>no such host</html>")));

        var report = sync.run("{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(product));

        assertThat(status(report)).isEqualTo("failed");
        assertThat(text("select deleted_at is null from products where stripe_id = :id", product))
                .isEqualTo("t");
    }

    @Test
    void keyOfAnotherAccountDeletesNothing() {
        for (int i = 0; i < 12; i++) {
            deliver(
                    "customer.created",
                    StripeObjects.customer(customer + i, users.fresh().id()));
        }
        longAgo();
        stripe.stubFor(get(urlPathMatching("/v1/customers/.+")).willReturn(missing()));

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("failed");
        assertThat(report.path("job").path("error").asString()).contains("12 of the 12 objects 'customer'");
        assertThat(text(
                        "select count(*) from customers where stripe_id like :id || '%' and deleted_at is null",
                        customer))
                .isEqualTo("12");
    }

    @Test
    void customerThatWasErasedHereAndLivesAtStripeIsReportedAndNotRevived() {
        deliver("customer.created", StripeObjects.customer(customer, user.id()));
        deliver("customer.deleted", StripeObjects.customer(customer, user.id()));
        lists("/v1/customers", StripeObjects.customer(customer, user.id()));

        var report = sync.run(FULL);

        assertThat(found(report)).containsExactly("customer orphan " + customer);
        assertThat(report.path("job").path("repaired").asLong()).isZero();
        assertThat(text("select email from customers where stripe_id = :id", customer))
                .isEqualTo("null");
    }

    @Test
    void oneThatCannotBeReadDoesNotKeepTheOthersFromBeingCompared() {
        var nameless = StripeObjects.product("prod_bad" + unique, "x");
        nameless.remove("name");
        lists("/v1/products", nameless, StripeObjects.product(product, "Pro"));

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report))
                .containsExactlyInAnyOrder("product different prod_bad" + unique, "product missing " + product);
    }

    private ObjectNode subscription(String status) {
        return StripeObjects.subscription(
                subscription,
                customer,
                status,
                List.of(StripeObjects.item("si_" + unique, StripeObjects.price(price, product, 900))));
    }

    private void deliver(String type, ObjectNode object) {
        new Deliveries(handlers, transaction, jdbc)
                .deliver(Deliveries.event(type, Instant.now().getEpochSecond() - 600, object), () -> {
                    throw new AssertionError("asked");
                });
    }

    private static ObjectNode event(String type, long created, ObjectNode object) {
        return (ObjectNode) Deliveries.event(type, created, object).payload();
    }

    private void lists(String path, ObjectNode... objects) {
        stripe.stubFor(get(urlPathEqualTo(path)).willReturn(okJson(list(false, objects))));
    }

    private interface Condition {
        MappingBuilder on(MappingBuilder stub);
    }

    private static Condition absent(String... parameters) {
        return stub -> {
            for (String parameter : parameters) {
                stub.withQueryParam(parameter, WireMock.absent());
            }
            return stub;
        };
    }

    private static Condition cursor(String parameter, String id) {
        return stub -> stub.withQueryParam(parameter, equalTo(id));
    }

    private void stubEvents(Condition condition, boolean hasMore, ObjectNode... events) {
        stripe.stubFor(condition.on(get(urlPathEqualTo("/v1/events"))).willReturn(okJson(list(hasMore, events))));
    }

    private static String list(boolean hasMore, ObjectNode... objects) {
        return "{\"object\": \"list\", \"has_more\": %s, \"data\": [%s]}"
                .formatted(
                        hasMore, Arrays.stream(objects).map(JsonNode::toString).collect(Collectors.joining(",")));
    }

    private static ResponseDefinitionBuilder missing() {
        return okJson(
                        "{\"error\": {\"code\": \"resource_missing\", \"type\": \"invalid_request_error\", \"message\": \"No such\"}}")
                .withStatus(404);
    }

    private static String since(Duration ago) {
        return "{\"provider\": \"stripe\", \"kind\": \"since\", \"since\": \"%s\"}"
                .formatted(Instant.now().minus(ago));
    }

    /** As if it had been here for long: what is young, a list need not show yet. */
    private void longAgo() {
        for (MirrorTable table : MirrorTable.values()) {
            jdbc.sql("update " + table.sqlName()
                            + " set created_at = created_at - interval '1 hour' where deleted_at is null")
                    .update();
        }
    }

    private List<String> storedInOrder(List<? extends JsonNode> events) {
        return jdbc.sql("select event_id from webhook_event where event_id = any(:ids) order by seq")
                .param("ids", events.stream().map(e -> e.path("id").asString()).toArray(String[]::new))
                .query((row, _) -> row.getString("event_id"))
                .list();
    }

    private boolean exists(String table, String id) {
        return jdbc.sql("select exists (select 1 from " + table + " where stripe_id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private String updatedAt(String table, String id) {
        return text("select updated_at from " + table + " where stripe_id = :id", id);
    }

    private String text(String sql, String id) {
        return Objects.requireNonNullElse(
                jdbc.sql(sql)
                        .param("id", id)
                        .query((row, _) -> String.valueOf(row.getString(1)))
                        .single(),
                "null");
    }

    private static String status(JsonNode report) {
        return report.path("job").path("status").asString();
    }

    private static List<String> found(JsonNode report) {
        return report.path("drifts")
                .valueStream()
                .map(drift -> "%s %s %s"
                        .formatted(
                                drift.path("entity").asString(),
                                drift.path("kind").asString(),
                                drift.path("vendorId").asString()))
                .toList();
    }
}
