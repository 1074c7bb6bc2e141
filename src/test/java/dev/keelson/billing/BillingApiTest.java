package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.StripeObjects.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.jayway.jsonpath.JsonPath;
import dev.keelson.clients.ClientCaches;
import dev.keelson.clients.ClientStatus;
import dev.keelson.clients.Vendor;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
@ExtendWith(OutputCaptureExtension.class)
class BillingApiTest {
    private static final String BILLING = "/api/v1/billing";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private ClientCaches clients;

    @Autowired
    private MeterRegistry meters;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private final String sub = "sub_" + unique;
    private final ObjectNode price = StripeObjects.price("price_" + unique, "prod_" + unique, 1900);
    private final ObjectNode active =
            StripeObjects.subscription(sub, cus, "active", List.of(StripeObjects.item("si_" + unique, price)));
    private Deliveries deliveries;
    private CurrentUser user;

    @BeforeEach
    void catalogue() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        user = users.fresh();
        var product = StripeObjects.product("prod_" + unique, "Premium");
        product.putObject("metadata")
                .put("plan", "premium-" + unique)
                .put("feature_analytics", "true")
                .put("feature_teleport", "false")
                .put("limit_posts_per_period", "100")
                .put("limit_accounts", "unlimited");
        deliveries.deliver(event("product.created", CREATED, product));
        deliveries.deliver(event("price.created", CREATED, price));
    }

    @Test
    void plansArePublicAndCacheable() throws Exception {
        String plan = "$.items[?(@.stripeId=='prod_%s')]".formatted(unique);

        var answer = mvc.perform(get(BILLING + "/plans"))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", containsString("public")))
                .andExpect(jsonPath(plan + ".plan").value("premium-" + unique))
                .andExpect(jsonPath(plan + ".features[*]").value("analytics"))
                .andExpect(jsonPath(plan + ".limits.posts_per_period").value(100))
                .andExpect(jsonPath(plan + ".prices[0].currency").value("usd"))
                .andExpect(jsonPath(plan + ".prices[0].unitAmount").value(1900))
                .andExpect(jsonPath(plan + ".prices[0].interval").value("month"))
                .andReturn()
                .getResponse();

        mvc.perform(get(BILLING + "/plans").header("If-None-Match", Objects.requireNonNull(answer.getHeader("ETag"))))
                .andExpect(status().isNotModified())
                .andExpect(content().string(""));
    }

    @Test
    void customerIsMadeOnce() throws Exception {
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/customers"))
                .willReturn(okJson(StripeObjects.customer(cus, user.id()).toString())));
        perform(get(BILLING + "/customer"))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("NO_CUSTOMER"));

        perform(post(BILLING + "/customer"))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.stripeId").value(cus))
                .andExpect(jsonPath("$.id").isNotEmpty());
        perform(get(BILLING + "/customer"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.email").value("payer@example.com"));
        perform(post(BILLING + "/customer"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("CUSTOMER_EXISTS"));

        stripe.verify(
                1,
                postRequestedFor(urlEqualTo("/v1/customers"))
                        .withFormParam(
                                "metadata[keelson_user_id]", equalTo(user.id().toString())));
    }

    @Test
    void subscriptionsAreShownToTheirUserOnly() throws Exception {
        var id = subscribe();
        var stranger = users.fresh();

        perform(get(BILLING + "/subscriptions"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items", hasSize(1)))
                .andExpect(jsonPath("$.items[0].id").value(id.toString()))
                .andExpect(jsonPath("$.items[0].stripeId").value(sub))
                .andExpect(jsonPath("$.items[0].status").value("active"))
                .andExpect(jsonPath("$.items[0].items[0].plan").value("premium-" + unique))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
        perform(get(BILLING + "/subscriptions/" + id)).andExpect(status().isOk());
        for (var request : List.of(
                get(BILLING + "/subscriptions/" + id),
                post(BILLING + "/subscriptions/" + id + "/cancel"),
                post(BILLING + "/subscriptions/" + id + "/resume"))) {
            mvc.perform(request.with(TestUsers.as(stranger)))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.code").value("NOT_FOUND"));
        }
        mvc.perform(get(BILLING + "/subscriptions").with(TestUsers.as(stranger)))
                .andExpect(jsonPath("$.items", hasSize(0)));
    }

    @Test
    void cancellationAtPeriodEndIsTakenBack() throws Exception {
        var id = subscribe();
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/subscriptions/" + sub))
                .withFormParam("cancel_at_period_end", equalTo("true"))
                .willReturn(okJson(
                        active.deepCopy().put("cancel_at_period_end", true).toString())));
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/subscriptions/" + sub))
                .withFormParam("cancel_at_period_end", equalTo("false"))
                .willReturn(okJson(active.toString())));

        for (int i = 0; i < 2; i++) {
            perform(
                            post(BILLING + "/subscriptions/" + id + "/cancel"),
                            "{\"reason\":\"too_expensive\",\"comment\":\"too dear\"}")
                    .andExpect(status().isOk())
                    .andExpect(jsonPath("$.cancelAtPeriodEnd").value(true))
                    .andExpect(jsonPath("$.status").value("active"));
        }
        perform(post(BILLING + "/subscriptions/" + id + "/resume"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.cancelAtPeriodEnd").value(false));
        perform(post(BILLING + "/subscriptions/" + id + "/resume"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("NOT_BEING_CANCELED"));
        perform(post(BILLING + "/subscriptions/" + id + "/cancel"), "{\"when\":\"period_end\"}")
                .andExpect(status().isOk());

        var sent = stripe.findAll(postRequestedFor(urlEqualTo("/v1/subscriptions/" + sub)));
        assertThat(sent).hasSize(3);
        assertThat(sent)
                .extracting(request -> request.getHeader("Idempotency-Key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void cancellationNowEndsThePlanAtOnce() throws Exception {
        var id = subscribe();
        stripe.stubFor(WireMock.delete(urlPathEqualTo("/v1/subscriptions/" + sub))
                .willReturn(okJson(active.deepCopy().put("status", "canceled").toString())));

        perform(
                        post(BILLING + "/subscriptions/" + id + "/cancel"),
                        "{\"when\":\"now\",\"reason\":\"unused\",\"comment\":\"no need\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("canceled"));
        perform(get(BILLING + "/entitlements")).andExpect(jsonPath("$.plan").value("free"));
        perform(post(BILLING + "/subscriptions/" + id + "/cancel"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("SUBSCRIPTION_ENDED"));

        stripe.verify(
                1,
                deleteRequestedFor(urlPathEqualTo("/v1/subscriptions/" + sub))
                        .withQueryParam("cancellation_details[comment]", equalTo("no need"))
                        .withQueryParam("cancellation_details[feedback]", equalTo("unused")));
    }

    @Test
    void entitlementsFollowThePlan() throws Exception {
        perform(get(BILLING + "/entitlements"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.plan").value("free"));
        subscribe();

        perform(get("/api/v1/me")).andExpect(jsonPath("$.entitlements.plan").value("premium-" + unique));
        perform(get(BILLING + "/entitlements"))
                .andExpect(jsonPath("$.plan").value("premium-" + unique))
                .andExpect(jsonPath("$.features[0]").value("analytics"))
                .andExpect(jsonPath("$.limits[0].name").value("accounts"))
                .andExpect(jsonPath("$.limits[0].limit").isEmpty())
                .andExpect(jsonPath("$.limits[1].limit").value(100))
                .andExpect(jsonPath("$.limits[0].resetsAt").isEmpty())
                .andExpect(jsonPath("$.limits[1].used").value(0))
                .andExpect(jsonPath("$.limits[1].remaining").value(100))
                .andExpect(jsonPath("$.limits[1].source").value("premium-" + unique))
                .andExpect(jsonPath("$.limits[1].resetsAt").value("2026-10-21T14:13:20Z"));
    }

    @Test
    void invoicesComePageByPageTheNewestFirst() throws Exception {
        subscribe();
        for (int i = 1; i <= 3; i++) {
            var invoice = StripeObjects.invoice("in_%s%d".formatted(unique, i), cus, sub, "paid");
            deliveries.deliver(event("invoice.paid", CREATED, invoice.put("created", CREATED + i)));
        }
        deliveries.deliver(
                event("invoice.created", CREATED, StripeObjects.invoice("in_draft" + unique, cus, sub, "draft")));

        String first = perform(get(BILLING + "/invoices?limit=2"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items", hasSize(2)))
                .andExpect(jsonPath("$.items[0].stripeId").value("in_%s3".formatted(unique)))
                .andExpect(jsonPath("$.items[0].total").value(1900))
                .andExpect(jsonPath("$.items[0].subscriptionId").isNotEmpty())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String cursor = JsonPath.read(first, "$.nextCursor");
        perform(get(BILLING + "/invoices").param("limit", "2").param("cursor", cursor))
                .andExpect(jsonPath("$.items", hasSize(1)))
                .andExpect(jsonPath("$.items[0].stripeId").value("in_%s1".formatted(unique)))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
    }

    @Test
    void upcomingInvoiceIsStripesAnswerAndServesOnWhileStripeIsAway() throws Exception {
        var id = subscribe();
        preview(okJson("""
                {"id":"upcoming_in_1","currency":"usd","subtotal":1900,"total":1900,"amount_due":1500,
                 "next_payment_attempt":1790000000,"lines":{"data":[{"description":"1 × Premium","amount":1900,"quantity":1,
                 "period":{"start":1790000000,"end":1792592000}}]}}"""));

        upcoming(id)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.subscriptionId").value(id.toString()))
                .andExpect(jsonPath("$.amountDue").value(1500))
                .andExpect(jsonPath("$.nextPaymentAttempt").value("2026-09-21T14:13:20Z"))
                .andExpect(jsonPath("$.lines[0].description").value("1 × Premium"))
                .andExpect(jsonPath("$.stale").value(false));
        upcoming(id).andExpect(status().isOk());
        stripe.verify(1, previewed());

        // Stripe tells of a change: what it said before is out of date, but better than nothing.
        preview(WireMock.serverError());
        send(event("invoice.updated", CREATED, StripeObjects.invoice("in_" + unique, cus, sub, "paid")));
        await().untilAsserted(() -> upcoming(id)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.amountDue").value(1500))
                .andExpect(jsonPath("$.stale").value(true))
                .andExpect(jsonPath("$.asOf").isNotEmpty()));
    }

    /** A user may be several customers of Stripe's, and what is asked about a subscription is asked of the one who has it. */
    @Test
    void subscriptionsCustomerIsAskedAndNotTheUsersFirst() throws Exception {
        var id = subscribe();
        String second = "cus_second" + unique;
        deliveries.deliver(event("customer.created", CREATED, StripeObjects.customer(second, user.id())));
        deliveries.deliver(event(
                "customer.subscription.updated", CREATED + 9, active.deepCopy().put("customer", second)));
        preview(okJson("{\"id\":\"upcoming_in_2\",\"lines\":{\"data\":[]}}"));
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/billing_portal/sessions"))
                .willReturn(okJson("{\"id\":\"bps_2\",\"url\":\"https://billing.stripe.com/session/secret\"}")));

        upcoming(id).andExpect(status().isOk());
        perform(
                        post(BILLING + "/portal-sessions"),
                        "{\"flow\":\"subscription_cancel\",\"subscriptionId\":\"%s\"}".formatted(id))
                .andExpect(status().isCreated());

        stripe.verify(postRequestedFor(urlEqualTo("/v1/invoices/create_preview"))
                .withFormParam("customer", equalTo(second))
                .withFormParam("subscription", equalTo(sub)));
        stripe.verify(
                postRequestedFor(urlEqualTo("/v1/billing_portal/sessions")).withFormParam("customer", equalTo(second)));
    }

    @Test
    void subscriptionThatEndsHasNoUpcomingInvoice() throws Exception {
        var id = subscribe();
        preview(WireMock.jsonResponse("""
                {"error":{"type":"invalid_request_error","code":"invoice_upcoming_none","message":"No upcoming invoices"}}""", 404));

        upcoming(id)
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("NO_UPCOMING_INVOICE"));
        upcoming(UUID.randomUUID())
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("NO_UPCOMING_INVOICE"));
    }

    @Test
    void missingParameterIsNamed() throws Exception {
        perform(get(BILLING + "/upcoming-invoice"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value("The parameter 'subscriptionId' is missing."));
    }

    private ResultActions upcoming(UUID id) throws Exception {
        return perform(get(BILLING + "/upcoming-invoice").param("subscriptionId", id.toString()));
    }

    private void preview(ResponseDefinitionBuilder answer) {
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/invoices/create_preview")).willReturn(answer));
    }

    private RequestPatternBuilder previewed() {
        return postRequestedFor(urlEqualTo("/v1/invoices/create_preview"))
                .withFormParam("customer", equalTo(cus))
                .withFormParam("subscription", equalTo(sub));
    }

    /** By Stripe's own way. */
    private void send(WebhookEvent event) throws Exception {
        assertThat(new WebhookSender(port).stripe(event.payload().toString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void portalLinkIsGivenAndNotKept() throws Exception {
        perform(post(BILLING + "/portal-sessions"))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("NO_CUSTOMER"));
        subscribe();
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/billing_portal/sessions"))
                .willReturn(okJson("{\"id\":\"bps_1\",\"url\":\"https://billing.stripe.com/session/secret\"}")));

        perform(post(BILLING + "/portal-sessions"), "{\"returnUrl\":\"https://app.example.com/settings\"}")
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.url").value("https://billing.stripe.com/session/secret"));

        stripe.verify(postRequestedFor(urlEqualTo("/v1/billing_portal/sessions"))
                .withFormParam("customer", equalTo(cus))
                .withFormParam("return_url", equalTo("https://app.example.com/settings")));
    }

    /** A vendor that is slow must not use up what others need: sixteen connections are all that requests have. */
    @Test
    void callThatWaitsForStripeHoldsNoConnection() throws Exception {
        subscribe();
        stripe.stubFor(WireMock.post(urlEqualTo("/v1/billing_portal/sessions"))
                .willReturn(okJson("{\"id\":\"bps_1\",\"url\":\"https://billing.stripe.com/session/secret\"}")
                        .withFixedDelay(1_000)));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 20)
                    .mapToObj(_ -> threads.submit(() -> perform(post(BILLING + "/portal-sessions"))
                            .andReturn()
                            .getResponse()
                            .getStatus()))
                    .toList();
            await().pollInterval(Duration.ofMillis(5)).until(() -> inFlight() == 20);

            assertThat(meters.get("hikaricp.connections.active")
                            .tag("pool", "web")
                            .gauge()
                            .value())
                    .isZero();
            for (var call : calls) {
                // On a busy machine Stripe's second may come to more than we wait for it.
                assertThat(call.get()).isIn(201, 504);
            }
        }
    }

    private int inFlight() {
        return clients.status().stream()
                .filter(client -> client.vendor() == Vendor.STRIPE)
                .mapToInt(ClientStatus::inFlight)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com/",
                "https://app.example.com.evil.com/",
                "https://app.example.com@evil.com/",
                "http://app.example.com/",
                "//app.example.com/",
                "javascript:alert(1)",
                "https://app.example.com:8443/",
                "https://app.example.com\\\\@evil.com/",
                "not a url"
            })
    void foreignReturnAddressIsRefused(String url) throws Exception {
        String body = "{\"priceId\":\"price_%s\",\"successUrl\":\"%s\"}".formatted(unique, url);

        perform(post(BILLING + "/checkout-sessions"), body)
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("RETURN_URL_NOT_ALLOWED"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {                                     | MALFORMED_REQUEST
                    []                                    | MALFORMED_REQUEST
                    {}                                    | VALIDATION_FAILED
                    {"priceId":" "}                       | VALIDATION_FAILED
                    {"priceId":"p","quantity":0}          | VALIDATION_FAILED
                    {"priceId":"p","quantity":-1}         | VALIDATION_FAILED
                    {"priceId":"p","quantity":"many"}     | MALFORMED_REQUEST
                    {"priceId":"p","quantity":99999999}   | VALIDATION_FAILED
                    {"priceId":"price_unheard_of"}        | PRICE_NOT_AVAILABLE
                    """)
    void badCheckoutRequestIsAClearProblem(String body, String code) throws Exception {
        perform(post(BILLING + "/checkout-sessions"), body)
                .andExpect(status().is4xxClientError())
                .andExpect(content().contentType("application/problem+json"))
                .andExpect(jsonPath("$.code").value(code))
                .andExpect(jsonPath("$.action").isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "/subscriptions/no-uuid, MALFORMED_REQUEST",
        "/subscriptions?limit=0, VALIDATION_FAILED",
        "/subscriptions?limit=101, VALIDATION_FAILED",
        "/subscriptions?cursor=nonsense, MALFORMED_REQUEST",
        "/invoices?limit=many, MALFORMED_REQUEST",
        "/invoices?cursor=nonsense, MALFORMED_REQUEST",
        "/subscriptions/018f0000-0000-7000-8000-000000000000, NOT_FOUND",
        "/checkout-sessions, METHOD_NOT_ALLOWED",
        "/unheard-of, NOT_FOUND"
    })
    void badAddressIsAClearProblem(String path, String code) throws Exception {
        perform(get(URI.create(BILLING + path)))
                .andExpect(status().is4xxClientError())
                .andExpect(jsonPath("$.code").value(code));
    }

    @Test
    void badCancellationIsAClearProblem() throws Exception {
        var id = subscribe();

        perform(post(BILLING + "/subscriptions/" + id + "/cancel"), "{\"when\":\"someday\"}")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"));
        perform(post(BILLING + "/subscriptions/" + id + "/cancel"), "{\"reason\":\"too dear\"}")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"));
        perform(post(BILLING + "/subscriptions/" + id + "/cancel"), "{\"comment\":\"%s\"}".formatted("x".repeat(501)))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"));
    }

    @Test
    void cardDataIsRefusedWhereverItStandsAndNotLogged(CapturedOutput output) throws Exception {
        var id = subscribe();
        String number = "4242424242424242";

        for (var request : List.of(
                post(BILLING + "/checkout-sessions").content("{\"priceId\":\"p\",\"card\":\"4242 4242 4242 4242\"}"),
                post(BILLING + "/subscriptions/" + id + "/cancel")
                        .content("{\"reason\":\"my card %s\"}".formatted(number)),
                post(BILLING + "/customer").content("not even JSON " + number),
                post(BILLING + "/customer").header("Idempotency-Key", number),
                get(BILLING + "/invoices?cursor=" + number),
                get(BILLING + "/subscriptions/" + number))) {
            perform(request.contentType(MediaType.APPLICATION_JSON))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.code").value("CARD_DATA_REFUSED"))
                    .andExpect(content().string(not(containsString(number))));
        }
        assertThat(output.getAll()).doesNotContain(number, "4242 4242");
    }

    @Test
    void tooLargeABodyIsRefused() throws Exception {
        perform(post(BILLING + "/checkout-sessions"), "{\"priceId\":\"%s\"}".formatted("x".repeat(70_000)))
                .andExpect(status().isContentTooLarge())
                .andExpect(jsonPath("$.code").value("PAYLOAD_TOO_LARGE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/customer", "/subscriptions", "/invoices", "/entitlements", "/checkout-sessions"})
    void requestWithoutTokenIsRefused(String path) throws Exception {
        mvc.perform(get(BILLING + path))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("UNAUTHENTICATED"));
    }

    private UUID subscribe() {
        deliveries.deliver(event("customer.created", CREATED, StripeObjects.customer(cus, user.id())));
        deliveries.deliver(event("customer.subscription.created", CREATED, active));
        return jdbc.sql("select id from subscriptions where stripe_id = :id")
                .param("id", sub)
                .query(UUID.class)
                .single();
    }

    private ResultActions perform(MockHttpServletRequestBuilder request) throws Exception {
        return perform(request, null);
    }

    private ResultActions perform(MockHttpServletRequestBuilder request, @Nullable String body) throws Exception {
        request.with(TestUsers.as(user));
        return mvc.perform(
                body == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).content(body));
    }
}
