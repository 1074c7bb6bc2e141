package dev.keelson.billing;

import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.StripeObjects.CREATED;
import static dev.keelson.billing.StripeObjects.customer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is mirrored column by column: of each kind a row, with its customer's user, and without what must not be stored. */
@KeelsonTest
class MirroredObjectsTest {
    /** Each kind's events, and its name among the samples. */
    private static final Map<MirrorTable, List<String>> KINDS = Map.ofEntries(
            Map.entry(MirrorTable.COUPONS, List.of("coupon.created", "coupon")),
            Map.entry(MirrorTable.PROMOTION_CODES, List.of("promotion_code.updated", "promotion_code")),
            Map.entry(MirrorTable.DISCOUNTS, List.of("customer.discount.created", "discount")),
            Map.entry(
                    MirrorTable.SUBSCRIPTION_SCHEDULES,
                    List.of("subscription_schedule.updated", "subscription_schedule")),
            Map.entry(MirrorTable.INVOICE_PAYMENTS, List.of("invoice_payment.paid", "invoice_payment")),
            Map.entry(MirrorTable.PAYMENT_INTENTS, List.of("payment_intent.succeeded", "payment_intent")),
            Map.entry(MirrorTable.SETUP_INTENTS, List.of("setup_intent.created", "setup_intent")),
            Map.entry(MirrorTable.CHARGES, List.of("charge.succeeded", "charge")),
            Map.entry(MirrorTable.REFUNDS, List.of("charge.refund.updated", "refund")),
            Map.entry(MirrorTable.DISPUTES, List.of("charge.dispute.created", "dispute")),
            Map.entry(MirrorTable.PAYMENT_METHODS, List.of("payment_method.attached", "payment_method")),
            Map.entry(MirrorTable.CHECKOUT_SESSIONS, List.of("checkout.session.completed", "checkout.session")),
            Map.entry(MirrorTable.TAX_IDS, List.of("customer.tax_id.created", "tax_id")),
            Map.entry(
                    MirrorTable.ENTITLEMENT_SUMMARIES,
                    List.of(
                            "entitlements.active_entitlement_summary.updated",
                            "entitlements.active_entitlement_summary")));

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TestUsers users;

    @Autowired
    private Customers customers;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private Deliveries deliveries;
    private UserId user;

    @BeforeEach
    void userAndDeliveries() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        user = users.fresh().id();
    }

    static Stream<Arguments> kindsOfAllVersions() {
        return KINDS.entrySet().stream()
                .flatMap(kind -> StripeSamples.VERSIONS.stream()
                        .filter(version -> !StripeSamples.of(
                                        version, kind.getValue().getLast())
                                .isEmpty())
                        .map(version -> arguments(kind.getKey(), version)));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("kindsOfAllVersions")
    void sampleOfEveryVersionIsStoredAndItsUserFoundInBothOrders(MirrorTable table, String version) {
        var sample = sample(table, version, cus);
        var later = sample(table, version, cus + "later");

        assertThat(deliver(table, sample)).isEqualTo(WebhookOutcome.APPLIED);
        // A summary that shows only some entitlements is asked for whenever it comes.
        assertThat(deliver(table, sample))
                .isEqualTo(
                        table == MirrorTable.ENTITLEMENT_SUMMARIES
                                ? WebhookOutcome.APPLIED
                                : WebhookOutcome.SUPERSEDED);
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        deliveries.deliver(event("customer.created", CREATED, customer(cus + "later", user)));
        deliver(table, later);

        boolean owned = MirroredObjects.kind(table).owned();
        assertThat(owners(table, sample)).containsExactly(owned ? user.toString() : "nobody");
        assertThat(owners(table, later)).containsExactly(owned ? user.toString() : "nobody");
    }

    @ParameterizedTest
    @EnumSource(value = MirrorTable.class, mode = EnumSource.Mode.MATCH_ALL, names = ".*S")
    void whatMayNotBeStoredIsNowhereInTheRow(MirrorTable table) {
        if (!KINDS.containsKey(table)) {
            return;
        }
        var object = sample(table, StripeSamples.DAHLIA, cus);
        object.put("client_secret", "SECRET_a").put("receipt_email", "SECRET_b").put("receipt_url", "SECRET_c");
        object.putObject("billing_details").put("name", "SECRET_d");
        object.putObject("shipping").put("name", "SECRET_e");
        object.putObject("next_action").putObject("redirect_to_url").put("url", "SECRET_f");
        object.putObject("evidence").put("customer_name", "SECRET_g");
        object.putObject("customer_details").put("email", "SECRET_h");
        object.putObject("nested").put("email", "SECRET_i").put("phone", "SECRET_j");

        deliver(table, object);

        assertThat(jdbc.sql("select to_jsonb(t)::text from %s t where stripe_id = :id".formatted(table.sqlName()))
                        .param("id", id(object))
                        .query(String.class)
                        .single())
                .doesNotContain("SECRET_");
    }

    @Test
    void detachedPaymentMethodIsNobodysAndItsCardIsForgotten() {
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        var method = sample(MirrorTable.PAYMENT_METHODS, StripeSamples.DAHLIA, cus);
        deliver(MirrorTable.PAYMENT_METHODS, method);
        assertThat(owners(MirrorTable.PAYMENT_METHODS, method)).containsExactly(user.toString());

        deliveries.deliver(
                event("payment_method.detached", CREATED + 1, method.deepCopy().putNull("customer")));

        assertThat(owners(MirrorTable.PAYMENT_METHODS, method)).containsExactly("nobody");
        assertThat(jdbc.sql("select concat(stripe_customer_id, last4, exp_year, raw -> 'card') from payment_methods"
                                + " where stripe_id = :id")
                        .param("id", id(method))
                        .query(String.class)
                        .single())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("kindsOfAllVersions")
    void ofAnErasedCustomerOnlyTheBooksAreKeptInBothOrders(MirrorTable table, String version) {
        var before = personal(table, version);
        var after = personal(table, version);
        var charge = sample(MirrorTable.CHARGES, version, cus).put("id", "ch_" + unique);
        deliver(table, before);
        deliver(MirrorTable.CHARGES, charge);

        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        transaction.executeWithoutResult(_ -> customers.erase(cus));
        deliver(table, after);

        boolean personal = table != MirrorTable.COUPONS;
        for (var object : List.of(before, after)) {
            String row = jdbc.sql("select to_jsonb(t)::text from %s t where stripe_id = :id".formatted(table.sqlName()))
                    .param("id", id(object))
                    .query(String.class)
                    .single();
            if (personal) {
                assertThat(row).doesNotContain("PERSONAL_");
            } else {
                assertThat(row).contains("PERSONAL_");
            }
        }
    }

    @Test
    void refundThatCameBeforeItsErasedCustomersChargeKeepsNoMoreThanTheBooks() {
        var refund = personal(MirrorTable.REFUNDS, StripeSamples.DAHLIA);
        deliver(MirrorTable.REFUNDS, refund);
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        transaction.executeWithoutResult(_ -> customers.erase(cus));

        deliver(
                MirrorTable.CHARGES,
                sample(MirrorTable.CHARGES, StripeSamples.DAHLIA, cus).put("id", "ch_" + unique));

        assertThat(jdbc.sql("select amount || raw::text from refunds where stripe_id = :id")
                        .param("id", id(refund))
                        .query(String.class)
                        .single())
                .startsWith("100")
                .doesNotContain("PERSONAL_");
    }

    private ObjectNode personal(MirrorTable table, String version) {
        var object = sample(table, version, cus);
        object.putObject("metadata").put("note", "PERSONAL_a");
        if (object.has("charge") || table == MirrorTable.INVOICE_PAYMENTS) {
            object.put("charge", "ch_" + unique);
            object.putObject("payment").put("type", "charge").put("charge", "ch_" + unique);
        }
        return object;
    }

    private WebhookOutcome deliver(MirrorTable table, ObjectNode object) {
        return deliveries.deliver(
                event(KINDS.getOrDefault(table, List.of()).getFirst(), CREATED, object),
                () -> new Fetched(
                        table == MirrorTable.ENTITLEMENT_SUMMARIES
                                ? EntitlementSummaryObject.of(id(object), false, List.of())
                                : object,
                        Instant.ofEpochSecond(CREATED + 1)));
    }

    private static ObjectNode sample(MirrorTable table, String version, String customer) {
        var sample =
                StripeSamples.of(version, KINDS.getOrDefault(table, List.of()).getLast());
        sample.put("livemode", false);
        if (sample.has("customer")) {
            sample.put("customer", customer);
        }
        if (table != MirrorTable.ENTITLEMENT_SUMMARIES) {
            sample.put("id", "x_" + UUID.randomUUID());
        }
        return (ObjectNode) JsonMapper.shared().readTree(sample.toString());
    }

    private static String id(ObjectNode object) {
        return object.path("id").asString(object.path("customer").asString(""));
    }

    private List<String> owners(MirrorTable table, ObjectNode object) {
        String column = MirroredObjects.kind(table).owned() ? "coalesce(user_id::text, 'nobody')" : "'nobody'";
        return jdbc.sql("select %s from %s where stripe_id = :id".formatted(column, table.sqlName()))
                .param("id", id(object))
                .query((row, _) -> row.getString(1))
                .list();
    }
}
