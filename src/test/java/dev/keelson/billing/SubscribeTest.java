package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions made and changed without Checkout, and the ways to the same purchase that exclude each other. */
@KeelsonTest
@ExtendWith(OutputCaptureExtension.class)
class SubscribeTest {
    private static final String SUBSCRIPTIONS = "/v1/subscriptions";
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

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(mvc, users.fresh(), jdbc, stripe, handlers, transaction);
    }

    private void stripeHas(ObjectNode subscription) {
        shop.answersPost(SUBSCRIPTIONS, subscription);
        shop.answersGet(SUBSCRIPTIONS + "/sub_" + shop.unique, subscription);
    }

    private ResultActions subscribe(String more) throws Exception {
        return shop.ask(POST, "/billing/subscriptions", "{\"priceId\":\"%s\"%s}".formatted(shop.price, more));
    }

    private List<String> created() {
        return shop.posted(SUBSCRIPTIONS).stream()
                .map(request -> request.getBodyAsString())
                .filter(body -> body.contains(shop.price))
                .toList();
    }

    @Test
    void firstPaymentsSecretIsGivenAndKeptNowhere(CapturedOutput output) throws Exception {
        stripeHas(shop.withSecret(shop.subscription("incomplete")));
        String secret = "pi_%s_secret_first".formatted(shop.unique);

        for (int i = 0; i < 2; i++) {
            shop.ask(
                            shop.user,
                            POST,
                            "/billing/subscriptions",
                            "{\"priceId\":\"%s\"}".formatted(shop.price),
                            "k-" + shop.unique)
                    .andExpect(status().isCreated())
                    .andExpect(header().string("Cache-Control", containsString("no-store")))
                    .andExpect(jsonPath("$.subscription.status").value("incomplete"))
                    .andExpect(jsonPath("$.clientSecret.value").value(secret))
                    .andExpect(jsonPath("$.clientSecret.purpose").value("payment"));
        }

        assertThat(created())
                .singleElement()
                .asString()
                .contains(
                        "payment_behavior=default_incomplete",
                        "expand[0]=latest_invoice.confirmation_secret",
                        "metadata[keelson_command_id]=");
        assertThat(shop.everythingStored()).contains("subscription.created").doesNotContain(secret);
        assertThat(output.getAll()).doesNotContain(secret);
    }

    @Test
    void secondClickContinuesTheFirstAndOtherTermsAreRefused() throws Exception {
        stripeHas(shop.withSecret(shop.subscription("incomplete")));

        subscribe("").andExpect(status().isCreated());
        subscribe("")
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.clientSecret.value").isNotEmpty());
        subscribe(",\"quantity\":5")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("FIRST_PAYMENT_OPEN"));
        shop.ask(POST, "/billing/checkout-sessions", "{\"priceId\":\"%s\"}".formatted(shop.price))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("FIRST_PAYMENT_OPEN"));

        assertThat(created()).hasSize(1);
    }

    @Test
    void whatWasPaidMeanwhileIsNotSoldAgain() throws Exception {
        stripeHas(shop.withSecret(shop.subscription("incomplete")));
        subscribe("").andExpect(status().isCreated());

        // Its event has not arrived yet.
        shop.answersGet(SUBSCRIPTIONS + "/sub_" + shop.unique, shop.subscription("active"));
        subscribe("")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_SUBSCRIBED"));
        shop.tell("customer.subscription.updated", shop.subscription("active").put("created", 2));
        subscribe("")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_SUBSCRIBED"));

        assertThat(created()).hasSize(1);
    }

    @Test
    void subscriptionThatWasNeverPaidIsFollowedByANewOne() throws Exception {
        stripeHas(shop.withSecret(shop.subscription("incomplete")));
        subscribe("").andExpect(status().isCreated());
        shop.answersGet(SUBSCRIPTIONS + "/sub_" + shop.unique, shop.subscription("incomplete_expired"));

        subscribe("").andExpect(status().isCreated());

        assertThat(created()).hasSize(2);
    }

    @Test
    void checkoutThatIsOpenIsClosedFirst() throws Exception {
        var session = StripeObjects.checkoutSession("cs_" + shop.unique, shop.customer, "open");
        shop.answersPost(SESSIONS, session);
        shop.answersGet(SESSIONS + "/cs_" + shop.unique, session);
        shop.answersPost(
                SESSIONS + "/cs_" + shop.unique + "/expire", session.deepCopy().put("status", "expired"));
        stripeHas(shop.withSecret(shop.subscription("incomplete")));
        shop.ask(POST, "/billing/checkout-sessions", "{\"priceId\":\"%s\"}".formatted(shop.price))
                .andExpect(status().isCreated());

        subscribe("").andExpect(status().isCreated());

        stripe.verify(1, postRequestedFor(urlEqualTo(SESSIONS + "/cs_" + shop.unique + "/expire")));
        assertThat(created()).hasSize(1);
    }

    @Test
    void trialIsGivenOnceAndNotForLongerThanIsOffered() throws Exception {
        subscribe(",\"trialDays\":15")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("TRIAL_NOT_AVAILABLE"))
                .andExpect(jsonPath("$.detail").value(containsString("14 days")));
        var trialing = shop.subscription("trialing").put("trial_end", StripeObjects.CREATED + 1_209_600);
        trialing.putObject("pending_setup_intent")
                .put("id", "seti_1")
                .put("object", "setup_intent")
                .put("client_secret", "seti_1_secret_x");
        stripeHas(trialing);
        subscribe(",\"trialDays\":14")
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.subscription.status").value("trialing"))
                .andExpect(jsonPath("$.clientSecret.purpose").value("setup"));
        shop.tell(
                "customer.subscription.deleted",
                shop.subscription("canceled").put("trial_end", StripeObjects.CREATED + 1_209_600));

        subscribe(",\"trialDays\":7")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("TRIAL_NOT_AVAILABLE"));

        assertThat(created()).singleElement().asString().contains("trial_period_days=14");
        assertThat(shop.everythingStored()).doesNotContain("seti_1_secret_x");
    }

    @Test
    void promotionCodeIsLookedUpAndApplied() throws Exception {
        shop.lists("/v1/promotion_codes");
        subscribe(",\"promotionCode\":\"SPRING\"")
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("PROMOTION_CODE_UNKNOWN"));
        var another =
                shop.object("promotion_code", "promo_x").put("active", true).put("customer", "cus_another");
        shop.lists("/v1/promotion_codes", another);
        subscribe(",\"promotionCode\":\"SPRING\"").andExpect(status().isUnprocessableContent());
        shop.lists(
                "/v1/promotion_codes", another.deepCopy().put("id", "promo_1").putNull("customer"));
        stripeHas(shop.withSecret(shop.subscription("incomplete")));

        subscribe(",\"promotionCode\":\"SPRING\"").andExpect(status().isCreated());

        assertThat(created()).singleElement().asString().contains("discounts[0][promotion_code]=promo_1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\":\"payment\",\"amount\":1900,\"currency\":\"EUR\",\"description\":\"Credits\",\"quantity\":2,"
                        + "\"allowPromotionCodes\":true} | mode=payment&, [unit_amount]=1900, [currency]=eur, [quantity]=2,"
                        + " allow_promotion_codes=true",
                "{\"mode\":\"setup\"} | mode=setup&, payment_method_types[0]=card",
                "{\"priceId\":\"PRICE\",\"trialDays\":7} | mode=subscription&, [trial_period_days]=7"
            })
    void checkoutIsOpenedForWhatIsWanted(String body, String expected) throws Exception {
        var session = StripeObjects.checkoutSession("cs_" + shop.unique, shop.customer, "open");
        shop.answersPost(SESSIONS, session);

        shop.ask(POST, "/billing/checkout-sessions", body.replace("PRICE", shop.price))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.url").isNotEmpty());

        var sent = shop.posted(SESSIONS).getLast().getBodyAsString();
        assertThat(sent).contains(shop.customer);
        assertThat(sent).contains(Pattern.compile(", +").splitAsStream(expected).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | priceId",
                "{\"priceId\":\"p\",\"amount\":100} | amount",
                "{\"mode\":\"payment\"} | amount",
                "{\"mode\":\"payment\",\"amount\":1900,\"description\":\"x\"} | currency",
                "{\"mode\":\"payment\",\"amount\":1900,\"currency\":\"usd\"} | description",
                "{\"mode\":\"setup\",\"priceId\":\"p\"} | priceId",
                "{\"mode\":\"setup\",\"trialDays\":3} | trialDays"
            })
    void checkoutThatCannotBeNamesTheField(String body, String field) throws Exception {
        shop.ask(POST, "/billing/checkout-sessions", body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void changeCarriesThePreviewsProrationDateAndWaitsForItsPayment() throws Exception {
        UUID id = shop.subscribed(shop.subscription("active"));
        String dearer = shop.anotherPrice("dear");
        long date = StripeObjects.CREATED + 86_400;
        var preview = JsonNodeFactory.instance
                .objectNode()
                .put("id", "upcoming_1")
                .put("currency", "usd")
                .put("total", 2903)
                .put("amount_due", 2903);
        preview.withObject("/parent/subscription_details").put("subscription_proration_date", date);
        preview.putObject("lines")
                .putArray("data")
                .addObject()
                .put("description", "Remaining time")
                .put("amount", 2903);
        shop.answersPost("/v1/invoices/create_preview", preview);
        shop.ask(POST, "/billing/subscriptions/%s/preview".formatted(id), "{\"priceId\":\"%s\"}".formatted(dearer))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.prorationDate").value("2026-09-22T14:13:20Z"))
                .andExpect(jsonPath("$.amountDue").value(2903))
                .andExpect(jsonPath("$.lines[0].amount").value(2903));

        var waiting = shop.withSecret(shop.subscription("active"));
        waiting.withObject("/latest_invoice").put("total", 2903).put("amount_due", 2903);
        waiting.putObject("pending_update").put("expires_at", date);
        shop.answersPost(SUBSCRIPTIONS + "/sub_" + shop.unique, waiting);
        shop.ask(
                        PATCH,
                        "/billing/subscriptions/" + id,
                        "{\"priceId\":\"%s\",\"prorationDate\":\"2026-09-22T14:13:20Z\"}".formatted(dearer))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.clientSecret.purpose").value("payment"))
                .andExpect(jsonPath("$.invoice.amountDue").value(2903));

        assertThat(shop.posted(SUBSCRIPTIONS + "/sub_" + shop.unique))
                .singleElement()
                .satisfies(sent -> assertThat(sent.getBodyAsString())
                        .contains(
                                "proration_date=" + date,
                                "proration_behavior=always_invoice",
                                "payment_behavior=pending_if_incomplete",
                                "items[0][price]=" + dearer));
        shop.ask(PATCH, "/billing/subscriptions/" + id, "{\"quantity\":2,\"prorationDate\":\"2027-01-01T00:00:00Z\"}")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("PREVIEW_OUTDATED"));
        shop.ask(PATCH, "/billing/subscriptions/" + id, "{\"quantity\":1}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.invoice").isEmpty());
        shop.ask(PATCH, "/billing/subscriptions/" + id, "{}").andExpect(status().isBadRequest());
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient_funds, enough money",
        "authentication_required, Confirm the payment with your bank",
    })
    void declinedChangeSaysWhatToDoAndIsTriedAgainUnderAnotherKey(String decline, String action) throws Exception {
        UUID id = shop.subscribed(shop.subscription("active"));
        String path = SUBSCRIPTIONS + "/sub_" + shop.unique;
        shop.refuses(path, 402, Map.of("type", "card_error", "code", "card_declined", "decline_code", decline));

        shop.ask(PATCH, "/billing/subscriptions/" + id, "{\"quantity\":3}")
                .andExpect(status().isPaymentRequired())
                .andExpect(jsonPath("$.code").value("CARD_DECLINED"))
                .andExpect(jsonPath("$.action").value(containsString(action)));
        var changed = shop.subscription("active");
        changed.withArray("/items/data").get(0).asObject().put("quantity", 3);
        stripe.stubFor(post(urlEqualTo(path)).willReturn(okJson(changed.toString())));
        shop.ask(PATCH, "/billing/subscriptions/" + id, "{\"quantity\":3}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.subscription.items[0].quantity").value(3));

        assertThat(shop.posted(path).stream()
                        .map(sent -> sent.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    /** While one rested, the same was bought anew. */
    @Test
    void pauseIsNotEndedBesideAnotherSubscriptionOnThePrice() throws Exception {
        UUID id = shop.subscribed(shop.subscription("paused"));
        var second = StripeObjects.item(
                "si_second" + shop.unique, StripeObjects.price(shop.price, "prod_" + shop.unique, 1900));
        shop.tell(
                "customer.subscription.created",
                StripeObjects.subscription("sub_second" + shop.unique, shop.customer, "active", List.of(second)));

        shop.ask(POST, "/billing/subscriptions/%s/resume".formatted(id), null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_SUBSCRIBED"));
    }

    @Test
    void pauseIsEndedByStripesOwnCall() throws Exception {
        UUID id = shop.subscribed(shop.subscription("paused"));
        shop.answersPost(SUBSCRIPTIONS + "/sub_" + shop.unique + "/resume", shop.subscription("active"));

        shop.ask(POST, "/billing/subscriptions/%s/resume".formatted(id), null)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("active"));

        assertThat(shop.everythingStored()).contains("subscription.unpaused");
    }

    @Test
    void strangersCanNeitherPreviewNorChange() throws Exception {
        UUID id = shop.subscribed(shop.subscription("active"));
        var stranger = users.fresh();

        shop.ask(stranger, PATCH, "/billing/subscriptions/" + id, "{\"quantity\":2}", null)
                .andExpect(status().isNotFound());
        shop.ask(stranger, POST, "/billing/subscriptions/%s/preview".formatted(id), "{\"quantity\":2}", null)
                .andExpect(status().isNotFound());
        shop.ask(stranger, GET, "/billing/subscriptions/" + id, null, null).andExpect(status().isNotFound());
    }
}
