package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.billing.StripeObjects.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
class CheckoutTest {
    private static final String SESSIONS = "/v1/checkout/sessions";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String price = "price_" + unique;
    private final ObjectNode session = StripeObjects.checkoutSession("cs_test_" + unique, "cus_" + unique, "open");
    private Deliveries deliveries;
    private CurrentUser user;

    /** How the call that costs money may fail. */
    enum Failure {
        TIME_OUT_AFTER_SENDING(504, "VENDOR_OUTCOME_UNKNOWN"),
        RATE_LIMITED(429, "VENDOR_RATE_LIMITED"),
        CARD_DECLINED(402, "CARD_DECLINED"),
        SERVER_ERROR(503, "VENDOR_UNAVAILABLE"),
        RESET(504, "VENDOR_OUTCOME_UNKNOWN");

        private final int status;
        private final String code;

        Failure(int status, String code) {
            this.status = status;
            this.code = code;
        }

        ResponseDefinitionBuilder answer() {
            return switch (this) {
                case TIME_OUT_AFTER_SENDING -> okJson("{}").withFixedDelay(3_000);
                case RATE_LIMITED -> // of the endpoint alone: the other tests share the application
                    error(429, "invalid_request_error").withHeader("Stripe-Rate-Limited-Reason", "endpoint-rate");
                case CARD_DECLINED -> error(402, "card_error");
                case SERVER_ERROR -> error(500, "api_error");
                case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
            };
        }
    }

    @BeforeEach
    void catalogueAndCustomer() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        user = users.fresh();
        var product = StripeObjects.product("prod_" + unique, "Premium");
        deliveries.deliver(Deliveries.event("product.created", CREATED, product));
        deliveries.deliver(
                Deliveries.event("price.created", CREATED, StripeObjects.price(price, "prod_" + unique, 1900)));
        stripe.stubFor(post(urlEqualTo("/v1/customers"))
                .willReturn(okJson(
                        StripeObjects.customer("cus_" + unique, user.id()).toString())));
        stripe.stubFor(get(urlEqualTo("/v1/customers/cus_" + unique))
                .willReturn(okJson(
                        StripeObjects.customer("cus_" + unique, user.id()).toString())));
        stripe.stubFor(post(urlEqualTo(SESSIONS)).willReturn(okJson(session.toString())));
        stripe.stubFor(get(urlEqualTo(SESSIONS + "/cs_test_" + unique)).willReturn(okJson(session.toString())));
    }

    @ParameterizedTest
    @EnumSource(value = Failure.class, mode = EnumSource.Mode.EXCLUDE, names = "CARD_DECLINED")
    void repetitionAfterAFailureCarriesTheSameKeyToStripe(Failure failure) throws Exception {
        failOnce(SESSIONS, failure, session);

        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique)
                .andExpect(status().is(failure.status))
                .andExpect(jsonPath("$.code").value(failure.code));
        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.url").value(session.path("url").stringValue()));

        assertSameRequestTwice(SESSIONS);
    }

    @ParameterizedTest
    @EnumSource(value = Failure.class, mode = EnumSource.Mode.EXCLUDE, names = "CARD_DECLINED")
    void customerIsMadeUnderTheSameKeyAfterAFailure(Failure failure) throws Exception {
        failOnce("/v1/customers", failure, StripeObjects.customer("cus_" + unique, user.id()));

        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().is(failure.status));
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());

        assertSameRequestTwice("/v1/customers");
    }

    /** Stripe keeps the refusal as the key's answer, so with another card another key is needed. */
    @Test
    void declinedCardIsTriedAgainUnderAnotherKey() throws Exception {
        failOnce(SESSIONS, Failure.CARD_DECLINED, session);

        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique)
                .andExpect(status().isPaymentRequired())
                .andExpect(jsonPath("$.code").value("CARD_DECLINED"))
                .andExpect(jsonPath("$.action").isNotEmpty());
        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique).andExpect(status().isCreated());

        assertThat(requests(SESSIONS).stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void whatWillBeSentIsWrittenDownBefore() throws Exception {
        failOnce(SESSIONS, Failure.TIME_OUT_AFTER_SENDING, session);

        open("{\"priceId\":\"%s\"}".formatted(price), null);

        String sent = requests(SESSIONS).getFirst().getHeader("Idempotency-Key");
        assertThat(jdbc.sql("select 'keelson-' || id from billing_commands where user_id = :user and state = 'pending'")
                        .param("user", user.id().value())
                        .query((row, _) -> row.getString(1))
                        .list())
                .containsExactly(sent);
    }

    @Test
    void secondClickShowsTheSameCheckout() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), "key-a" + unique).andExpect(status().isCreated());
        open("{\"priceId\":\"%s\"}".formatted(price), "key-b" + unique)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.stripeId").value("cs_test_" + unique));

        stripe.verify(1, postRequestedFor(urlEqualTo(SESSIONS)));
        stripe.verify(1, postRequestedFor(urlEqualTo("/v1/customers")));
    }

    @Test
    void twoClicksAtOnceSendOneCommand() throws Exception {
        stripe.stubFor(
                post(urlEqualTo(SESSIONS)).willReturn(okJson(session.toString()).withFixedDelay(300)));
        Callable<Integer> click = () -> open("{\"priceId\":\"%s\"}".formatted(price), null)
                .andReturn()
                .getResponse()
                .getStatus();

        try (var threads = Executors.newFixedThreadPool(2)) {
            var answers = threads.invokeAll(List.of(click, click));

            assertThat(answers).extracting(Future::get).containsOnly(201);
        }
        assertThat(requests(SESSIONS))
                .extracting(r -> r.getHeader("Idempotency-Key"))
                .hasSizeBetween(1, 2);
        assertThat(requests(SESSIONS).stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
        assertThat(requests("/v1/customers").stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void requestThatStripeIsStillWorkingOnIsAskedForPatience() throws Exception {
        stripe.stubFor(post(urlEqualTo(SESSIONS)).willReturn(error(409, "invalid_request_error")));

        open("{\"priceId\":\"%s\"}".formatted(price), null)
                .andExpect(status().isConflict())
                .andExpect(header().string("Retry-After", "1"))
                .andExpect(jsonPath("$.code").value("ALREADY_IN_PROGRESS"));
    }

    @Test
    void sameIdempotencyKeyReadsTheLinkFromStripeAgain() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique).andExpect(status().isCreated());

        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique)
                .andExpect(status().isCreated())
                .andExpect(header().string("Idempotency-Replayed", "true"))
                .andExpect(jsonPath("$.url").value(session.path("url").stringValue()));

        assertThat(everythingStoredFor(user)).contains("checkout.opened").doesNotContain("checkout.stripe.com");
    }

    @Test
    void sameIdempotencyKeyAfterTheCheckoutIsOverSaysSo() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique).andExpect(status().isCreated());
        retrieved(session.deepCopy().put("status", "expired"));

        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("CHECKOUT_CLOSED"));
    }

    @Test
    void sameIdempotencyKeyForSomethingElseIsRefused() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), "key-" + unique).andExpect(status().isCreated());

        open("{\"priceId\":\"%s\",\"quantity\":2}".formatted(price), "key-" + unique)
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("IDEMPOTENCY_KEY_REUSED"));
    }

    @Test
    void anotherQuantityClosesTheCheckoutBefore() throws Exception {
        stripe.stubFor(post(urlEqualTo(SESSIONS + "/cs_test_" + unique + "/expire"))
                .willReturn(okJson(session.deepCopy().put("status", "expired").toString())));
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());

        open("{\"priceId\":\"%s\",\"quantity\":5}".formatted(price), null).andExpect(status().isCreated());

        stripe.verify(1, postRequestedFor(urlEqualTo(SESSIONS + "/cs_test_" + unique + "/expire")));
        assertThat(requests(SESSIONS).stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void expiredCheckoutIsFollowedByANewOne() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());
        retrieved(session.deepCopy().put("status", "expired"));

        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());

        assertThat(requests(SESSIONS).stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void paidCheckoutWhoseSubscriptionIsOnItsWayIsNotOfferedAgain() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());
        retrieved(session.deepCopy().put("status", "complete").put("subscription", "sub_" + unique));

        open("{\"priceId\":\"%s\"}".formatted(price), null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_SUBSCRIBED"));

        stripe.verify(1, postRequestedFor(urlEqualTo(SESSIONS)));
    }

    @Test
    void liveSubscriptionOnThePriceIsNotSoldTwice() throws Exception {
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());
        var item = StripeObjects.item("si_" + unique, StripeObjects.price(price, "prod_" + unique, 1900));
        deliveries.deliver(Deliveries.event(
                "customer.subscription.created",
                CREATED,
                StripeObjects.subscription("sub_" + unique, "cus_" + unique, "past_due", List.of(item))));

        open("{\"priceId\":\"%s\"}".formatted(price), null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_SUBSCRIBED"));
    }

    @Test
    void requestThatStripeFindsInvalidIsSentAnewUnderANewKey() throws Exception {
        stripe.stubFor(post(urlEqualTo(SESSIONS)).willReturn(error(400, "invalid_request_error")));
        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isUnprocessableContent());
        stripe.stubFor(post(urlEqualTo(SESSIONS)).willReturn(okJson(session.toString())));

        open("{\"priceId\":\"%s\"}".formatted(price), null).andExpect(status().isCreated());

        assertThat(requests(SESSIONS).stream()
                        .map(r -> r.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    private ResultActions open(String body, @Nullable String key) throws Exception {
        var request = MockMvcRequestBuilders.post("/api/v1/billing/checkout-sessions")
                .with(TestUsers.as(user))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
        return mvc.perform(key == null ? request : request.header("Idempotency-Key", key));
    }

    private void failOnce(String path, Failure failure, ObjectNode then) {
        stripe.stubFor(post(urlEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(failure.answer())
                .willSetStateTo("works"));
        stripe.stubFor(post(urlEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("works")
                .willReturn(okJson(then.toString())));
    }

    private void retrieved(ObjectNode now) {
        stripe.stubFor(get(urlEqualTo(SESSIONS + "/cs_test_" + unique)).willReturn(okJson(now.toString())));
    }

    private void assertSameRequestTwice(String path) {
        var sent = requests(path);
        assertThat(sent).hasSize(2);
        assertThat(sent.stream().map(r -> r.getHeader("Idempotency-Key")).distinct())
                .singleElement()
                .asString()
                .startsWith("keelson-");
        assertThat(sent.stream().map(LoggedRequest::getBodyAsString).distinct()).hasSize(1);
    }

    private List<LoggedRequest> requests(String path) {
        return stripe.findAll(postRequestedFor(urlEqualTo(path)));
    }

    private String everythingStoredFor(CurrentUser owner) {
        return jdbc.sql("""
                        select coalesce(string_agg(row, ' '), '') from (
                          select to_jsonb(c)::text as row from billing_commands c where user_id = :user
                          union all select to_jsonb(k)::text from idempotency_keys k where user_id = :user
                          union all select to_jsonb(a)::text from audit_log a where actor_id = :user) stored
                        """)
                .param("user", owner.id().value())
                .query(String.class)
                .single();
    }

    private static ResponseDefinitionBuilder error(int status, String type) {
        return aResponse()
                .withStatus(status)
                .withBody("{\"error\":{\"type\":\"%s\",\"message\":\"No.\"}}".formatted(type));
    }
}
