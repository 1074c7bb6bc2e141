package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One-time payments, payment methods, invoices' PDFs, refunds and disputes. */
@KeelsonTest
@ExtendWith(OutputCaptureExtension.class)
class PaymentsTest {
    private static final String INTENTS = "/v1/payment_intents";
    private static final String BODY = "{\"amount\":1900,\"currency\":\"USD\",\"description\":\"Credits\"}";

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

    @Autowired
    private SettleCommands settle;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private Shop shop;
    private CurrentUser admin;

    @BeforeEach
    void open() {
        shop = new Shop(mvc, users.fresh(), jdbc, stripe, handlers, transaction);
        admin = users.fresh(Role.ADMIN);
    }

    private void intentIs(ObjectNode intent) {
        shop.answersPost(INTENTS, intent);
        shop.answersGet(INTENTS + "/pi_" + shop.unique, intent);
    }

    @Test
    void clientSecretIsGivenAndKeptNowhere(CapturedOutput output) throws Exception {
        intentIs(shop.intent("requires_payment_method"));
        String secret = shop.intent("").path("client_secret").stringValue();

        shop.ask(shop.user, POST, "/billing/payment-intents", BODY, "key-1")
                .andExpect(status().isCreated())
                .andExpect(header().string("Cache-Control", containsString("no-store")))
                .andExpect(jsonPath("$.clientSecret").value(secret))
                .andExpect(jsonPath("$.nextStep").value("confirm"));
        shop.ask(shop.user, POST, "/billing/payment-intents", BODY, "key-1")
                .andExpect(status().isCreated())
                .andExpect(header().string("Idempotency-Replayed", "true"))
                .andExpect(jsonPath("$.clientSecret").value(secret));

        assertThat(shop.posted(INTENTS)).singleElement().satisfies(request -> {
            assertThat(request.getBodyAsString()).contains("amount=1900", "currency=usd", "keelson_command_id");
            assertThat(request.getHeader("Idempotency-Key")).startsWith("keelson-");
        });
        assertThat(shop.everythingStored()).contains("payment.begun").doesNotContain(secret);
        assertThat(output.getAll()).doesNotContain(secret);
    }

    @ParameterizedTest
    @CsvSource({
        "49, usd, 0.50 USD",
        "49, JPY, 50 JPY",
        "5124, kwd, multiple of 10",
        "550, isk, multiple of 100",
        "100000000, eur, 999999.99 EUR"
    })
    void amountThatCannotBeChargedIsRefusedBeforeStripeIsAsked(long amount, String currency, String hint)
            throws Exception {
        String payment = "{\"amount\":%d,\"currency\":\"%s\"}".formatted(amount, currency);
        String checkout = "{\"mode\":\"payment\",\"amount\":%d,\"currency\":\"%s\",\"description\":\"Credits\"}"
                .formatted(amount, currency);

        for (var request : Map.of("payment-intents", payment, "checkout-sessions", checkout)
                .entrySet()) {
            shop.ask(POST, "/billing/" + request.getKey(), request.getValue())
                    .andExpect(status().isUnprocessableContent())
                    .andExpect(jsonPath("$.code").value("AMOUNT_NOT_ALLOWED"))
                    .andExpect(jsonPath("$.detail").value(containsString(hint)))
                    .andExpect(jsonPath("$.allowed").isNumber());
        }

        assertThat(shop.posted(INTENTS)).isEmpty();
    }

    @Test
    void samePaymentIsBegunOnceUntilItIsPaid() throws Exception {
        intentIs(shop.intent("requires_payment_method"));
        shop.ask(POST, "/billing/payment-intents", BODY).andExpect(status().isCreated());
        shop.answersGet(INTENTS + "/pi_" + shop.unique, shop.intent("requires_action"));
        shop.ask(POST, "/billing/payment-intents", BODY)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.nextStep").value("authenticate"));
        assertThat(shop.posted(INTENTS)).hasSize(1);

        shop.answersGet(INTENTS + "/pi_" + shop.unique, shop.intent("succeeded"));
        shop.ask(POST, "/billing/payment-intents", BODY).andExpect(status().isCreated());

        assertThat(shop.posted(INTENTS).stream()
                        .map(request -> request.getHeader("Idempotency-Key"))
                        .distinct())
                .hasSize(2);
    }

    /** Whoever still has its client secret must not pay it beside the one that is asked for anew. */
    @Test
    void paymentThatNobodyMakesWithinADayIsCancelled() throws Exception {
        intentIs(shop.intent("requires_payment_method"));
        String cancel = INTENTS + "/pi_" + shop.unique + "/cancel";
        shop.answersPost(cancel, shop.intent("canceled"));
        shop.ask(POST, "/billing/payment-intents", BODY).andExpect(status().isCreated());
        jdbc.sql("""
                        update billing_commands set expires_at = now() - interval '2 hours',
                          updated_at = now() - interval '2 hours' where user_id = :user and state = 'open'
                        """).param("user", shop.user.id().value()).update();

        settle.settleAll();

        assertThat(shop.posted(cancel)).hasSize(1);
        assertThat(jdbc.sql("select state from billing_commands where user_id = :user and kind = 'create_payment'")
                        .param("user", shop.user.id().value())
                        .query(String.class)
                        .list())
                .containsExactly("closed");
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient_funds, enough money",
        "expired_card, has expired",
        "stolen_card, 'Use another card, or call your bank.'",
        "authentication_required, Confirm the payment"
    })
    void failedPaymentSaysWhatToDo(String decline, String action) throws Exception {
        var failed = shop.intent("requires_payment_method");
        failed.putObject("last_payment_error").put("code", "card_declined").put("decline_code", decline);
        shop.tell("payment_intent.payment_failed", failed);

        shop.ask(GET, "/billing/payments", null)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items", hasSize(1)))
                .andExpect(jsonPath("$.items[0].failure.action").value(containsString(action)))
                .andExpect(jsonPath("$.items[0].nextStep").value("choose_payment_method"));
    }

    @Test
    void paymentShowsWhatWasRefundedAndDisputed() throws Exception {
        paid(1900);
        shop.tell(
                "refund.created",
                shop.object("refund", "re_" + shop.unique)
                        .put("payment_intent", "pi_" + shop.unique)
                        .put("charge", "ch_" + shop.unique)
                        .put("status", "pending")
                        .put("amount", 500)
                        .put("currency", "usd"));
        UUID id = shop.idOf("payment_intents", "pi_" + shop.unique);

        shop.ask(GET, "/billing/payments/" + id, null)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("succeeded"))
                .andExpect(jsonPath("$.amountReceived").value(1900))
                .andExpect(jsonPath("$.amountRefunded").value(500))
                .andExpect(jsonPath("$.card.last4").value("4242"))
                .andExpect(jsonPath("$.refunds[0].status").value("pending"))
                .andExpect(jsonPath("$.nextStep").value("none"));
        shop.ask(users.fresh(), GET, "/billing/payments/" + id, null, null).andExpect(status().isNotFound());
    }

    private ObjectNode charge(long refunded) {
        var charge = shop.object("charge", "ch_" + shop.unique)
                .put("payment_intent", "pi_" + shop.unique)
                .put("status", "succeeded")
                .put("currency", "usd")
                .put("amount", 1900)
                .put("amount_captured", 1900)
                .put("amount_refunded", refunded)
                .put("paid", true);
        charge.putObject("payment_method_details")
                .put("type", "card")
                .putObject("card")
                .put("brand", "visa")
                .put("last4", "4242");
        return charge;
    }

    /** @param left of 19 dollars, minor units */
    private void paid(long left) {
        var intent = shop.intent("succeeded").put("amount_received", 1900).put("latest_charge", "ch_" + shop.unique);
        shop.tell("payment_intent.succeeded", intent);
        shop.tell("charge.succeeded", charge(1900 - left));
        var expanded = intent.deepCopy();
        expanded.set("latest_charge", charge(1900 - left));
        shop.answersGet(INTENTS + "/pi_" + shop.unique, expanded);
        shop.answersGet("/v1/charges/ch_" + shop.unique, charge(1900 - left));
    }

    private org.springframework.test.web.servlet.ResultActions refund(String more, String key) throws Exception {
        return shop.ask(
                admin, POST, "/admin/billing/refunds", "{\"payment\":\"pi_%s\"%s}".formatted(shop.unique, more), key);
    }

    @Test
    void refundIsMadeUnderTheCommandsKeyAndAudited() throws Exception {
        paid(1900);
        shop.answersPost(
                "/v1/refunds",
                shop.object("refund", "re_" + shop.unique)
                        .put("payment_intent", "pi_" + shop.unique)
                        .put("charge", "ch_" + shop.unique)
                        .put("status", "succeeded")
                        .put("amount", 500)
                        .put("currency", "usd")
                        .put("reason", "duplicate"));
        shop.answersGet(
                "/v1/refunds/re_" + shop.unique,
                shop.object("refund", "re_" + shop.unique)
                        .put("status", "succeeded")
                        .put("amount", 500));

        String more = ",\"amount\":500,\"reason\":\"duplicate\",\"note\":\"Charged twice\"";
        refund(more, "r-" + shop.unique)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.stripeId").value("re_" + shop.unique))
                .andExpect(jsonPath("$.amount").value(500));
        refund(more, "r-" + shop.unique)
                .andExpect(status().isCreated())
                .andExpect(header().string("Idempotency-Replayed", "true"));

        assertThat(shop.posted("/v1/refunds"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.getBodyAsString())
                        .contains(
                                "charge=ch_" + shop.unique,
                                "amount=500",
                                "reason=duplicate",
                                "metadata[note]=Charged+twice"));
        assertThat(jdbc.sql("select action || ' ' || subject from audit_log where actor_id = :admin")
                        .param("admin", admin.id().value())
                        .query(String.class)
                        .list())
                .contains("payment.refunded re_" + shop.unique);
        assertThat(shop.everythingStored()).doesNotContain("Charged twice");
    }

    @Test
    void moreThanIsLeftIsNotRefunded() throws Exception {
        paid(400);

        refund(",\"amount\":500", "r-" + shop.unique)
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("REFUND_TOO_LARGE"))
                .andExpect(jsonPath("$.left").value(400))
                .andExpect(jsonPath("$.detail").value(containsString("4.00 USD")));
        paid(0);
        refund("", "r2-" + shop.unique)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("NOTHING_TO_REFUND"));

        assertThat(shop.posted("/v1/refunds").stream()
                        .filter(sent -> sent.getBodyAsString().contains(shop.unique)))
                .isEmpty();
    }

    @Test
    void refundWithoutAKeyOrAPaymentIsRefused() throws Exception {
        String request = "{\"payment\":\"%s\"}".formatted(UUID.randomUUID());

        shop.ask(admin, POST, "/admin/billing/refunds", request, null)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value(containsString("Idempotency-Key")));
        shop.ask(admin, POST, "/admin/billing/refunds", request, "r-" + shop.unique)
                .andExpect(status().isNotFound());
    }

    @Test
    void cardNumberIsRefusedInAdministrationToo() throws Exception {
        shop.ask(
                        admin,
                        POST,
                        "/admin/billing/refunds",
                        "{\"payment\":\"pi_1\",\"note\":\"4242 4242 4242 4242\"}",
                        "r-1")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("CARD_DATA_REFUSED"));
    }

    @Test
    void disputesSayWhatIsToBeDone() throws Exception {
        paid(1900);
        var dispute = shop.object("dispute", "dp_" + shop.unique)
                .put("charge", "ch_" + shop.unique)
                .put("payment_intent", "pi_" + shop.unique)
                .put("status", "needs_response")
                .put("reason", "fraudulent")
                .put("amount", 1900)
                .put("currency", "usd");
        dispute.putObject("evidence_details").put("due_by", StripeObjects.CREATED + 86_400);
        shop.tell("charge.dispute.created", dispute);
        String mine = "$.items[?(@.stripeId=='dp_%s')]".formatted(shop.unique);

        shop.ask(admin, GET, "/admin/billing/disputes?status=needs_response&limit=100", null, null)
                .andExpect(status().isOk())
                .andExpect(jsonPath(mine + ".userId").value(shop.user.id().toString()))
                .andExpect(jsonPath(mine + ".amount").value(1900))
                .andExpect(jsonPath(mine + ".dueBy").value("2026-09-22T14:13:20Z"))
                .andExpect(jsonPath(mine + ".nextAction")
                        .value(org.hamcrest.Matchers.hasItem(containsString("Submit evidence"))));
        shop.ask(admin, GET, "/admin/billing/disputes?status=won&limit=100", null, null)
                .andExpect(jsonPath(mine).isEmpty());
    }

    @Test
    void invoicePdfIsFetchedEachTimeAndKeptNowhere(CapturedOutput output) throws Exception {
        var invoice = StripeObjects.invoice("in_" + shop.unique, shop.customer, "sub_" + shop.unique, "paid");
        invoice.put("invoice_pdf", "https://pay.stripe.com/invoice/acct_1/%s/pdf?s=ap".formatted(shop.unique));
        shop.tell("invoice.paid", invoice);
        shop.answersGet("/v1/invoices/in_" + shop.unique, invoice);
        String path = "/billing/invoices/%s/pdf".formatted(shop.idOf("invoices", "in_" + shop.unique));

        shop.ask(GET, path, null)
                .andExpect(status().isSeeOther())
                .andExpect(
                        header().string("Location", invoice.path("invoice_pdf").stringValue()))
                .andExpect(header().string("Cache-Control", containsString("no-store")))
                .andExpect(header().string("Referrer-Policy", "no-referrer"));
        shop.answersGet("/v1/invoices/in_" + shop.unique, invoice.deepCopy().putNull("invoice_pdf"));
        shop.ask(GET, path, null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("NO_INVOICE_PDF"));
        shop.ask(users.fresh(), GET, path, null, null).andExpect(status().isNotFound());

        assertThat(shop.everythingStored()).doesNotContain("pay.stripe.com");
        assertThat(output.getAll()).doesNotContain("pay.stripe.com");
    }

    @Test
    void cardIsSetUpOnceUntilItIsDone() throws Exception {
        var intent = shop.object("setup_intent", "seti_" + shop.unique)
                .put("status", "requires_payment_method")
                .put("client_secret", "seti_%s_secret_1".formatted(shop.unique));
        shop.answersPost("/v1/setup_intents", intent);
        shop.answersGet("/v1/setup_intents/seti_" + shop.unique, intent);

        for (int i = 0; i < 2; i++) {
            shop.ask(POST, "/billing/setup-intents", null)
                    .andExpect(status().isCreated())
                    .andExpect(jsonPath("$.id").value("seti_" + shop.unique))
                    .andExpect(jsonPath("$.clientSecret").value("seti_%s_secret_1".formatted(shop.unique)));
        }

        assertThat(shop.posted("/v1/setup_intents").stream()
                        .filter(sent -> sent.getBodyAsString().contains(shop.customer)))
                .hasSize(1);
        assertThat(shop.everythingStored()).doesNotContain("_secret_1");
    }

    private UUID card(String name) {
        var method = shop.object("payment_method", "pm_%s_%s".formatted(name, shop.unique))
                .put("type", "card");
        method.putObject("card")
                .put("brand", "visa")
                .put("last4", "4242")
                .put("exp_month", 12)
                .put("exp_year", 2030);
        shop.tell("payment_method.attached", method);
        return shop.idOf("payment_methods", "pm_%s_%s".formatted(name, shop.unique));
    }

    private void subscriptionPaidWith(String method) {
        var subscription = shop.subscription("active").put("default_payment_method", method);
        subscription.put("collection_method", "charge_automatically");
        shop.tell("customer.subscription.created", subscription);
    }

    @Test
    void chosenMethodPaysEverythingFromThen() throws Exception {
        card("old");
        UUID chosen = card("new");
        String method = "pm_new_" + shop.unique;
        subscriptionPaidWith("pm_old_" + shop.unique);
        var customer = StripeObjects.customer(shop.customer, shop.user.id());
        customer.putObject("invoice_settings").put("default_payment_method", method);
        shop.answersPost("/v1/customers/" + shop.customer, customer);
        shop.answersPost(
                "/v1/subscriptions/sub_" + shop.unique,
                shop.subscription("active").put("default_payment_method", method));

        shop.ask(PUT, "/billing/payment-methods/%s/default".formatted(chosen), null)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.isDefault").value(true))
                .andExpect(jsonPath("$.last4").value("4242"));

        shop.ask(GET, "/billing/payment-methods", null)
                .andExpect(jsonPath("$.items", hasSize(2)))
                .andExpect(jsonPath("$.items[0].id").value(chosen.toString()))
                .andExpect(jsonPath("$.items[1].isDefault").value(false));
        assertThat(shop.posted("/v1/subscriptions/sub_" + shop.unique))
                .singleElement()
                .satisfies(sent -> assertThat(sent.getBodyAsString()).contains("default_payment_method=" + method));
    }

    @Test
    void methodThatASubscriptionGoesOnWithIsNotRemoved() throws Exception {
        UUID used = card("used");
        UUID spare = card("spare");
        subscriptionPaidWith("pm_used_" + shop.unique);
        String detach = "/v1/payment_methods/pm_spare_%s/detach".formatted(shop.unique);
        shop.answersPost(
                detach,
                shop.object("payment_method", "pm_spare_" + shop.unique)
                        .put("type", "card")
                        .putNull("customer"));

        shop.ask(DELETE, "/billing/payment-methods/" + used, null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("PAYMENT_METHOD_NEEDED"));
        shop.ask(DELETE, "/billing/payment-methods/" + spare, null).andExpect(status().isNoContent());
        shop.ask(DELETE, "/billing/payment-methods/" + spare, null).andExpect(status().isNotFound());

        shop.ask(GET, "/billing/payment-methods", null).andExpect(jsonPath("$.items", hasSize(1)));
        long nextYear = Instant.now().plus(Duration.ofDays(400)).getEpochSecond();
        shop.tell("customer.subscription.updated", shop.subscription("active").put("cancel_at", nextYear));
        shop.ask(DELETE, "/billing/payment-methods/" + used, null)
                .andExpect(jsonPath("$.code").value("PAYMENT_METHOD_NEEDED"));
        shop.tell("customer.subscription.updated", shop.subscription("active").put("cancel_at_period_end", true));
        shop.answersPost(
                detach.replace("spare", "used"),
                shop.object("payment_method", "pm_used_" + shop.unique)
                        .put("type", "card")
                        .putNull("customer"));
        shop.ask(DELETE, "/billing/payment-methods/" + used, null).andExpect(status().isNoContent());
    }

    @Test
    void customersNameAndAddressAreChangedAtStripe() throws Exception {
        var changed = StripeObjects.customer(shop.customer, shop.user.id())
                .put("name", "Ada")
                .put("email", "ada@example.com");
        shop.answersPost("/v1/customers/" + shop.customer, changed);

        shop.ask(PATCH, "/billing/customer", "{\"name\":\"Ada\",\"email\":\"ada@example.com\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.name").value("Ada"))
                .andExpect(jsonPath("$.email").value("ada@example.com"));
        shop.ask(PATCH, "/billing/customer", "{\"email\":\"no address\"}").andExpect(status().isBadRequest());
        shop.ask(PATCH, "/billing/customer", "{}").andExpect(status().isBadRequest());

        assertThat(shop.everythingStored()).contains("billing_customer.changed").doesNotContain("ada@example.com");
    }

    /** The name changed between two tries: Stripe says that the key was used with another one. */
    @Test
    void requestThatDiffersFromTheFirstIsLookedForAndNotMadeAnew() throws Exception {
        var buyer = users.fresh();
        shop.refuses("/v1/customers", 500, Map.of("type", "api_error"));
        shop.ask(buyer, POST, "/billing/customer", null, null).andExpect(status().isServiceUnavailable());
        shop.refuses("/v1/customers", 400, Map.of("type", "idempotency_error"));
        shop.lists("/v1/customers");
        shop.ask(buyer, POST, "/billing/customer", null, null)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("ALREADY_IN_PROGRESS"));

        shop.lists("/v1/customers", StripeObjects.customer("cus_b" + shop.unique, buyer.id()));

        shop.ask(buyer, POST, "/billing/customer", null, null)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.stripeId").value("cus_b" + shop.unique));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"flow\":\"payment_method_update\"} | flow_data[type]=payment_method_update",
                "{\"flow\":\"subscription_cancel\",\"subscriptionId\":\"ID\"} | flow_data[subscription_cancel][subscription]=sub_",
                "{\"flow\":\"subscription_update\",\"subscriptionId\":\"ID\"} | flow_data[subscription_update][subscription]=sub_"
            })
    void portalIsOpenedWhereTheCustomerWantsToGo(String body, String sent) throws Exception {
        UUID id = shop.subscribed(shop.subscription("active"));
        shop.answersPost(
                "/v1/billing_portal/sessions",
                JsonNodeFactory.instance.objectNode().put("id", "bps_1").put("url", "https://billing.stripe.com/x"));

        shop.ask(POST, "/billing/portal-sessions", body.replace("ID", id.toString()))
                .andExpect(status().isCreated());

        assertThat(shop.posted("/v1/billing_portal/sessions").getLast().getBodyAsString())
                .contains(sent);
    }
}
