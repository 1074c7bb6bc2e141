package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import com.jayway.jsonpath.JsonPath;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionListParams;
import dev.keelson.billing.UnreliableStripe.Fault;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.ProbeBatchHandler;
import dev.keelson.testing.ProbeHandler;
import dev.keelson.testing.SchedulerPauses;
import dev.keelson.testing.TestDatabase;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.ConfigureWireMock;
import org.wiremock.spring.EnableWireMock;

/**
 * Everything that moves money, with the call to Stripe failing in each way that leaves its outcome open: Stripe does it once, and
 * what is stored here is what Stripe has, whether the user comes back or not.
 */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles("test")
@Import({
    TestDatabase.class,
    TestUsers.class,
    TestTokens.class,
    ProbeHandler.class,
    ProbeBatchHandler.class,
    SchedulerPauses.class
})
@EnableWireMock({
    @ConfigureWireMock(name = "clerk", baseUrlProperties = "keelson.clients.clerk.api-url"),
    @ConfigureWireMock(name = "ayrshare", baseUrlProperties = "keelson.clients.ayrshare.api-url")
})
@BesideOthers
@Order(2)
class MoneyCrashTest {
    private static final String API = "/api/v1";
    private static final String PRICE = "price_pro_monthly_usd";
    private static final RunningSandbox SANDBOX = new RunningSandbox();
    private static final UnreliableStripe STRIPE = new UnreliableStripe(SANDBOX.url());

    static {
        Stripe.enableTelemetry = false;
    }

    /** All that asks Stripe for something, and by which request. */
    enum Money {
        CUSTOMER("POST /v1/customers"),
        CHANGE_CUSTOMER("POST /v1/customers/[^/]+"),
        CHECKOUT_SUBSCRIPTION("POST /v1/checkout/sessions"),
        CHECKOUT_PAYMENT("POST /v1/checkout/sessions"),
        CHECKOUT_SETUP("POST /v1/checkout/sessions"),
        PAY("POST /v1/payment_intents"),
        SET_UP("POST /v1/setup_intents"),
        SUBSCRIBE("POST /v1/subscriptions"),
        CHANGE("POST /v1/subscriptions/[^/]+"),
        CANCEL_LATER("POST /v1/subscriptions/[^/]+"),
        CANCEL_NOW("DELETE /v1/subscriptions/[^/]+"),
        RESUME("POST /v1/subscriptions/[^/]+"),
        DEFAULT_METHOD("POST /v1/customers/[^/]+"),
        DETACH_METHOD("POST /v1/payment_methods/[^/]+/detach"),
        REFUND("POST /v1/refunds");

        private final String call;

        Money(String call) {
            this.call = call;
        }

        /** A DELETE has none. */
        boolean hasKey() {
            return this != CANCEL_NOW;
        }
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Answers answers;

    @Autowired
    private StripeApiClient stripe;

    @Autowired
    private SettleCommands settle;

    private final StripeClient direct = StripeClient.builder()
            .setApiKey(SandboxKeys.STRIPE_SECRET_KEY)
            .setApiBase(SANDBOX.url() + "/stripe")
            .build();
    private final String key = "key-" + UUID.randomUUID();
    private final Instant begin = Instant.now().minusSeconds(2);
    private CurrentUser user;
    private CurrentUser admin;
    private String customer = "";
    private String object = "";
    private UUID id = new UUID(0, 0);

    @DynamicPropertySource
    static void vendor(DynamicPropertyRegistry registry) {
        registry.add("keelson.clients.stripe.api-url", () -> STRIPE.url() + "/stripe");
        registry.add("keelson.clients.stripe.secret-key", () -> SandboxKeys.STRIPE_SECRET_KEY);
    }

    @AfterAll
    static void stop() {
        STRIPE.close();
        SANDBOX.close();
    }

    @BeforeEach
    void breakableCommits() {
        user = users.fresh();
        admin = users.fresh(Role.ADMIN);
        jdbc.sql("""
                        create table if not exists broken_commits (user_id uuid primary key);
                        create or replace function refuse_to_commit() returns trigger language plpgsql as $$
                        begin
                          if exists (select from broken_commits where user_id = new.user_id) then
                            raise exception 'the process ends here';
                          end if;
                          return new;
                        end $$;
                        create or replace trigger refuse_to_commit before update of state on billing_commands
                          for each row when (old.state is distinct from new.state) execute function refuse_to_commit();
                        """).update();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("select exists (select from prices where stripe_id = :id)")
                        .param("id", PRICE)
                        .query(Boolean.class)
                        .single());
    }

    @AfterEach
    void works() {
        STRIPE.forget();
    }

    static Stream<Arguments> failures() {
        return Stream.of(Money.values())
                .flatMap(money -> Stream.of(Fault.values()).map(fault -> Arguments.of(money, fault)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("failures")
    void userWhoComesBackGetsWhatTheyAskedForOnce(Money money, Fault fault) throws Exception {
        prepare(money);
        STRIPE.failOnce(money.call, fault);

        assertThat(ask(money).getStatus()).isIn(502, 503, 504);
        aMinutePasses();
        var second = ask(money);

        assertThat(second.getStatus()).as(second.getContentAsString()).isBetween(200, 299);
        assertDoneOnce(money);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("failures")
    void whatNobodyComesBackForIsSettled(Money money, Fault fault) throws Exception {
        prepare(money);
        STRIPE.failOnce(money.call, fault);

        assertThat(ask(money).getStatus()).isIn(502, 503, 504);
        aMinutePasses();
        settle.settleAll();

        if (money == Money.CHANGE_CUSTOMER && fault == Fault.LOST) {
            // What was to be written is nowhere kept, so it is given up.
            assertThat(pending()).isZero();
            assertThat(effects(money)).isZero();
        } else {
            assertDoneOnce(money);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesBackAfterItWasSettledHasItOnce(Money money) throws Exception {
        prepare(money);
        STRIPE.failOnce(money.call, Fault.RESET);

        assertThat(ask(money).getStatus()).isIn(502, 503, 504);
        aMinutePasses();
        settle.settleAll();
        var second = ask(money);

        if (money == Money.REFUND) {
            assertThat(second.getStatus()).as(second.getContentAsString()).isEqualTo(201);
        }
        if (money != Money.CHANGE_CUSTOMER) { // of which each request is another one, and the second changes nothing
            assertThat(effects(money)).as("effects at Stripe").isEqualTo(1);
        }
    }

    /** The amount is part of what the key stands for, also when what was asked with it is no longer kept. */
    @Test
    void keyOfARefundIsOfOneAmount() throws Exception {
        prepare(Money.REFUND);
        STRIPE.failOnce(Money.REFUND.call, Fault.RESET);
        ask(Money.REFUND);
        aMinutePasses();
        settle.settleAll();

        var other =
                send(POST, "/admin/billing/refunds", admin, "{\"payment\":\"%s\",\"amount\":501}".formatted(object));

        assertThat(other.getStatus()).isEqualTo(422);
        assertThat(JsonPath.<String>read(other.getContentAsString(), "$.code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(effects(Money.REFUND)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void endBetweenTheAnswerAndTheCommitIsMadeGood(Money money) throws Exception {
        prepare(money);
        jdbc.sql("insert into broken_commits values (:user)")
                .param("user", user.id().value())
                .update();

        assertThat(ask(money).getStatus()).isEqualTo(500);
        jdbc.sql("delete from broken_commits").update();
        assertThat(pending()).isEqualTo(1);
        assertThat(effects(money)).isEqualTo(1);
        aMinutePasses();
        settle.settleAll();

        assertDoneOnce(money);
    }

    @ParameterizedTest
    @EnumSource
    void forgottenKeyIsNotTried(Money money) throws Exception {
        prepare(money);
        STRIPE.failOnce(money.call, Fault.RESET);

        assertThat(ask(money).getStatus()).isIn(502, 503, 504);
        jdbc.sql("""
                        update billing_commands set created_at = created_at - interval '25 hours',
                          updated_at = updated_at - interval '25 hours' where user_id = :user and state = 'pending'
                        """).param("user", user.id().value()).update();
        int asked = STRIPE.seen(money.call).size();
        var again = ask(money);

        assertThat(again.getStatus()).as(again.getContentAsString()).isBetween(200, 299);
        if (money != Money.CHANGE_CUSTOMER) { // of which each request is another one
            assertThat(STRIPE.seen(money.call)).hasSize(asked);
        }
        assertDoneOnce(money);
    }

    @ParameterizedTest
    @EnumSource
    void manyClicksAtOnceAreOne(Money money) throws Exception {
        prepare(money);
        Callable<Integer> click = () -> ask(money).getStatus();

        try (var threads = Executors.newFixedThreadPool(4)) {
            var statuses = threads.invokeAll(List.of(click, click, click, click)).stream()
                    .map(clicked -> {
                        try {
                            return clicked.get();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();

            assertThat(statuses).anyMatch(status -> status < 300);
            // 404 for what the first click has removed, 409 for what it is still working on or has done.
            assertThat(statuses).allMatch(status -> status < 300 || status == 404 || status == 409);
        }
        aMinutePasses();
        settle.settleAll();
        assertDoneOnce(money);
    }

    /** Who was told an hour ago that nobody knows whether it worked has not waited for it. */
    @ParameterizedTest
    @EnumSource
    void whatWasAskedForLongAgoIsNotDoneAnyMore(Money money) throws Exception {
        prepare(money);
        STRIPE.failOnce(money.call, Fault.LOST);
        ask(money);
        jdbc.sql("""
                        update billing_commands set created_at = created_at - interval '1 hour',
                          updated_at = updated_at - interval '1 hour' where user_id = :user and state = 'pending'
                        """).param("user", user.id().value()).update();

        settle.settleAll();

        assertThat(pending()).isZero();
        assertThat(effects(money)).isZero();
        assertThat(STRIPE.seen(money.call)).hasSize(1);
    }

    @Test
    void changeCostsToTheCentWhatItsPreviewSaid() throws Exception {
        prepare(Money.CHANGE);
        String terms = "{\"priceId\":\"price_agency_monthly_usd\",\"quantity\":2,\"prorationDate\":\"%s\"}"
                .formatted(Instant.now().plus(Duration.ofDays(9)).truncatedTo(ChronoUnit.SECONDS));

        var preview = send(POST, "/billing/subscriptions/%s/preview".formatted(id), user, terms);
        var change = send(PATCH, "/billing/subscriptions/" + id, user, terms);

        int due = JsonPath.<Integer>read(preview.getContentAsString(), "$.amountDue");
        String invoice = JsonPath.read(change.getContentAsString(), "$.invoice.stripeId");
        assertThat(due).isPositive();
        assertThat(JsonPath.<Integer>read(change.getContentAsString(), "$.invoice.amountDue"))
                .isEqualTo(due);
        assertThat(direct.v1().invoices().retrieve(invoice).getAmountPaid()).isEqualTo(due);
    }

    private void prepare(Money money) throws Exception {
        if (money == Money.CUSTOMER) {
            return;
        }
        // Not what is tested: a busy machine may need a second try, which the API is made for.
        var made = await().until(() -> send(POST, "/billing/customer", user, "{}"), answer -> answer.getStatus() < 300);
        customer = JsonPath.read(made.getContentAsString(), "$.stripeId");
        switch (money) {
            case CHANGE, CANCEL_LATER, CANCEL_NOW, RESUME -> subscription(money == Money.RESUME);
            case DEFAULT_METHOD, DETACH_METHOD -> {
                object = card();
                id = adopt(MirrorTable.PAYMENT_METHODS, StripeObjectType.PAYMENT_METHOD, object);
            }
            case REFUND -> payment();
            default -> {}
        }
        STRIPE.forget();
    }

    private String card() throws StripeException {
        return direct.v1()
                .paymentMethods()
                .attach(
                        "pm_card_visa",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer)
                                .build())
                .getId();
    }

    private void subscription(boolean ending) throws StripeException {
        object = direct.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer)
                        .setDefaultPaymentMethod(card())
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(PRICE)
                                .build())
                        .build())
                .getId();
        if (ending) {
            direct.v1()
                    .subscriptions()
                    .update(
                            object,
                            SubscriptionUpdateParams.builder()
                                    .setCancelAtPeriodEnd(true)
                                    .build());
        }
        id = adopt(MirrorTable.SUBSCRIPTIONS, StripeObjectType.SUBSCRIPTION, object);
    }

    private void payment() throws StripeException {
        object = direct.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setCustomer(customer)
                        .setAmount(1900L)
                        .setCurrency("usd")
                        .setPaymentMethod(card())
                        .setConfirm(true)
                        .setReturnUrl("https://app.example.com/")
                        .build())
                .getId();
    }

    /** As its event would have brought it here. */
    private UUID adopt(MirrorTable table, StripeObjectType type, String stripeId) {
        var now = stripe.retrieve(type, stripeId);
        transaction.executeWithoutResult(_ -> answers.store(table, now, Instant.now()));
        return jdbc.sql("select id from %s where stripe_id = :id".formatted(table.sqlName()))
                .param("id", stripeId)
                .query(UUID.class)
                .single();
    }

    private MockHttpServletResponse ask(Money money) throws Exception {
        String subscription = "/billing/subscriptions/" + id;
        return switch (money) {
            case CUSTOMER -> send(POST, "/billing/customer", user, "{}");
            case CHANGE_CUSTOMER -> send(PATCH, "/billing/customer", user, "{\"name\":\"Ada Lovelace\"}");
            case CHECKOUT_SUBSCRIPTION ->
                send(POST, "/billing/checkout-sessions", user, "{\"priceId\":\"%s\"}".formatted(PRICE));
            case CHECKOUT_PAYMENT ->
                send(
                        POST,
                        "/billing/checkout-sessions",
                        user,
                        "{\"mode\":\"payment\",\"amount\":1900,\"currency\":\"usd\",\"description\":\"Credits\"}");
            case CHECKOUT_SETUP -> send(POST, "/billing/checkout-sessions", user, "{\"mode\":\"setup\"}");
            case PAY -> send(POST, "/billing/payment-intents", user, "{\"amount\":1900,\"currency\":\"USD\"}");
            case SET_UP -> send(POST, "/billing/setup-intents", user, null);
            case SUBSCRIBE -> send(POST, "/billing/subscriptions", user, "{\"priceId\":\"%s\"}".formatted(PRICE));
            case CHANGE -> send(PATCH, subscription, user, "{\"quantity\":3}");
            case CANCEL_LATER -> send(POST, subscription + "/cancel", user, "{\"comment\":\"Too dear\"}");
            case CANCEL_NOW -> send(POST, subscription + "/cancel", user, "{\"when\":\"now\"}");
            case RESUME -> send(POST, subscription + "/resume", user, null);
            case DEFAULT_METHOD -> send(PUT, "/billing/payment-methods/" + id + "/default", user, null);
            case DETACH_METHOD -> send(DELETE, "/billing/payment-methods/" + id, user, null);
            case REFUND ->
                send(
                        POST,
                        "/admin/billing/refunds",
                        admin,
                        "{\"payment\":\"%s\",\"amount\":500,\"note\":\"Late\"}".formatted(object));
        };
    }

    private MockHttpServletResponse send(HttpMethod method, String path, CurrentUser as, @Nullable String body)
            throws Exception {
        var request = MockMvcRequestBuilders.request(method, API + path).with(TestUsers.as(as));
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        if (path.startsWith("/admin")) {
            request.header("Idempotency-Key", key);
        }
        return mvc.perform(request).andReturn().getResponse();
    }

    private void aMinutePasses() {
        jdbc.sql("""
                        update billing_commands set created_at = created_at - interval '61 seconds',
                          updated_at = updated_at - interval '61 seconds' where user_id = :user and state = 'pending'
                        """).param("user", user.id().value()).update();
    }

    private void assertDoneOnce(Money money) throws Exception {
        assertStored(money);
        assertThat(pending()).as("commands whose outcome is unknown").isZero();
        if (money == Money.CHANGE_CUSTOMER) {
            // Whoever asks again writes the same again, which changes nothing.
            return;
        }
        assertThat(effects(money)).as("effects at Stripe").isEqualTo(1);
        if (money.hasKey()) {
            assertThat(STRIPE.seen(money.call).stream()
                            .map(UnreliableStripe.Seen::key)
                            .distinct())
                    .as("keys that Stripe has seen")
                    .hasSize(1);
        }
    }

    private int pending() {
        return jdbc.sql("select count(*) from billing_commands where user_id = :user and state = 'pending'")
                .param("user", user.id().value())
                .query(Integer.class)
                .single();
    }

    /** How often it has happened, by what Stripe itself tells. */
    private long effects(Money money) throws StripeException {
        return switch (money) {
            case CUSTOMER ->
                events("customer.created")
                        .filter(event -> raw(event).contains(user.id().toString()))
                        .count();
            case CHANGE_CUSTOMER, DEFAULT_METHOD ->
                events("customer.updated")
                        .filter(event -> raw(event).contains("\"id\":\"" + customer + "\""))
                        .count();
            case CHECKOUT_SUBSCRIPTION, CHECKOUT_PAYMENT, CHECKOUT_SETUP ->
                direct.v1()
                        .checkout()
                        .sessions()
                        .list(SessionListParams.builder().setCustomer(customer).build())
                        .getData()
                        .size();
            case PAY -> about("payment_intent.created");
            case SET_UP -> about("setup_intent.created");
            case SUBSCRIBE -> about("customer.subscription.created");
            case CHANGE ->
                events("invoice.created")
                        .filter(event ->
                                raw(event).contains(customer) && raw(event).contains("subscription_update"))
                        .count();
            case CANCEL_LATER -> cancellationChanged();
            // The first time it was the test's own doing.
            case RESUME -> cancellationChanged() - 1;
            case CANCEL_NOW -> about("customer.subscription.deleted");
            case DETACH_METHOD ->
                events("payment_method.detached")
                        .filter(event -> raw(event).contains(object))
                        .count();
            case REFUND ->
                events("refund.created")
                        .filter(event -> raw(event).contains(object))
                        .count();
        };
    }

    private long about(String type) throws StripeException {
        return events(type)
                .filter(event -> raw(event).contains("\"customer\":\"" + customer + "\""))
                .count();
    }

    private long cancellationChanged() throws StripeException {
        return events("customer.subscription.updated")
                .filter(event -> raw(event).contains("\"customer\":\"" + customer + "\""))
                .filter(event -> {
                    var before = event.getData().getPreviousAttributes();
                    return before != null && before.containsKey("cancel_at_period_end");
                })
                .count();
    }

    private Stream<Event> events(String type) throws StripeException {
        var params = EventListParams.builder()
                .setType(type)
                .setLimit(100L)
                .setCreated(EventListParams.Created.builder()
                        .setGte(begin.getEpochSecond())
                        .build());
        return StreamSupport.stream(
                direct.v1().events().list(params.build()).autoPagingIterable().spliterator(), false);
    }

    private static String raw(Event event) {
        return Objects.requireNonNull(event.getDataObjectDeserializer().getRawJson());
    }

    private void assertStored(Money money) throws Exception {
        switch (money) {
            case CUSTOMER -> assertThat(rows("customers")).isEqualTo(1);
            case CHANGE_CUSTOMER ->
                assertThat(read("/billing/customer").<String>read("$.name")).isEqualTo("Ada Lovelace");
            case CHECKOUT_SUBSCRIPTION, CHECKOUT_PAYMENT, CHECKOUT_SETUP -> {
                assertThat(rows("checkout_sessions")).isEqualTo(1);
                assertThat(jdbc.sql("select count(*) from billing_commands where user_id = :user and state = 'open'")
                                .param("user", user.id().value())
                                .query(Integer.class)
                                .single())
                        .isEqualTo(1);
            }
            case PAY -> {
                var payments = read("/billing/payments");
                assertThat(payments.<List<Integer>>read("$.items[*].amount")).containsExactly(1900);
                assertThat(payments.<String>read("$.items[0].nextStep")).isEqualTo("confirm");
            }
            case SET_UP -> assertThat(rows("setup_intents")).isEqualTo(1);
            case SUBSCRIBE ->
                assertThat(read("/billing/subscriptions").<List<String>>read("$.items[*].status"))
                        .containsExactly("incomplete");
            case CHANGE ->
                assertThat(read("/billing/subscriptions").<List<Integer>>read("$.items[*].items[*].quantity"))
                        .containsExactly(3);
            case CANCEL_LATER ->
                assertThat(read("/billing/subscriptions").<List<Boolean>>read("$.items[*].cancelAtPeriodEnd"))
                        .containsExactly(true);
            case CANCEL_NOW ->
                assertThat(read("/billing/subscriptions").<List<String>>read("$.items[*].status"))
                        .containsExactly("canceled");
            case RESUME ->
                assertThat(read("/billing/subscriptions").<List<Boolean>>read("$.items[*].cancelAtPeriodEnd"))
                        .containsExactly(false);
            case DEFAULT_METHOD ->
                assertThat(read("/billing/payment-methods").<List<Boolean>>read("$.items[*].isDefault"))
                        .containsExactly(true);
            case DETACH_METHOD ->
                assertThat(read("/billing/payment-methods").<List<Object>>read("$.items"))
                        .isEmpty();
            case REFUND ->
                assertThat(jdbc.sql("select amount from refunds where stripe_payment_intent_id = :payment")
                                .param("payment", object)
                                .query(Long.class)
                                .list())
                        .containsExactly(500L);
        }
    }

    private int rows(String table) {
        return jdbc.sql("select count(*) from %s where user_id = :user".formatted(table))
                .param("user", user.id().value())
                .query(Integer.class)
                .single();
    }

    private com.jayway.jsonpath.DocumentContext read(String path) throws Exception {
        return JsonPath.parse(mvc.perform(MockMvcRequestBuilders.get(API + path).with(TestUsers.as(user)))
                .andReturn()
                .getResponse()
                .getContentAsString());
    }
}
