package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.number;
import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeDunningTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @ParameterizedTest
    @CsvSource({"cancel, canceled", "unpaid, unpaid", "past_due, past_due"})
    void accountDecidesWhatComesAfterTheLastAttempt(String end, String status) throws StripeException {
        dunning("{\"retryDays\": [1, 2], \"end\": \"%s\"}".formatted(end));
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD).getId();
        decline(customer.getId(), 3);
        stripe.advance("P1M");
        var mark = stripe.mark();

        stripe.advance("P1D");
        var between = status(subscription);
        stripe.advance("P2D");

        assertThat(between).isEqualTo("past_due");
        assertThat(status(subscription)).isEqualTo(status);
        assertThat(stripe.typesSince(mark, customer.getId()).stream().filter("invoice.payment_failed"::equals))
                .hasSize(2);
    }

    @Test
    void unpaidSubscriptionGetsDraftsAndLivesAgainWhenTheLastOneIsPaid() throws StripeException {
        dunning("{\"retryDays\": [], \"end\": \"unpaid\"}");
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD).getId();
        decline(customer.getId(), 1);
        stripe.advance("P1M");
        var unpaid = status(subscription);
        stripe.advance("P1M");
        var latest = text(stripe.get("/v1/subscriptions/" + subscription), "/latest_invoice");
        var draft = stripe.get("/v1/invoices/" + latest);

        stripe.form("/v1/invoices/" + latest + "/finalize");
        var paid = stripe.form("/v1/invoices/" + latest + "/pay");

        assertThat(unpaid).isEqualTo("unpaid");
        assertThat(text(draft, "/status")).isEqualTo("draft");
        assertThat(draft.path("auto_advance").booleanValue()).isFalse();
        assertThat(text(paid, "/status")).isEqualTo("paid");
        assertThat(status(subscription)).isEqualTo("active");
    }

    @Test
    void newCardPaysTheOpenInvoiceAtOnce() throws StripeException {
        dunning("{\"retryDays\": [3, 5, 7], \"end\": \"cancel\"}");
        var customer = stripe.customerWithCard("pm_card_chargeCustomerFail");
        var good = text(stripe.form("/v1/payment_methods/pm_card_visa/attach", "customer", customer.getId()), "/id");
        var subscription = text(
                stripe.form(
                        "/v1/subscriptions",
                        "customer",
                        customer.getId(),
                        "items[0][price]",
                        StripeSandbox.PRO_USD,
                        "default_payment_method",
                        good),
                "/id");
        stripe.form("/v1/subscriptions/" + subscription, "default_payment_method", "");
        stripe.advance("P1M");
        var pastDue = status(subscription);
        stripe.form("/v1/customers/" + customer.getId(), "invoice_settings[default_payment_method]", good);
        var invoice = text(stripe.get("/v1/subscriptions/" + subscription), "/latest_invoice");
        var mark = stripe.mark();

        var paid = stripe.form("/v1/invoices/" + invoice + "/pay");

        assertThat(pastDue).isEqualTo("past_due");
        assertThat(text(paid, "/status")).isEqualTo("paid");
        assertThat(status(subscription)).isEqualTo("active");
        assertThat(stripe.typesSince(mark))
                .containsExactly(
                        "charge.succeeded",
                        "payment_intent.succeeded",
                        "invoice.updated",
                        "invoice.paid",
                        "invoice.payment_succeeded",
                        "invoice_payment.paid",
                        "customer.updated",
                        "customer.subscription.updated");
    }

    @Test
    void settingsAreReadAndChecked() {
        dunning("{\"retryDays\": [2, 4], \"end\": \"past_due\"}");

        var read = StripeSandbox.readBody(stripe.sandbox()
                .client()
                .get()
                .uri("/stripe/sandbox/dunning")
                .retrieve()
                .body(String.class));

        assertThat(read.path("retryDays")).hasSize(2);
        assertThat(text(read, "/end")).isEqualTo("past_due");
        assertThat(text(dunning("{\"end\": \"forgive\"}"), "/error/param")).isEqualTo("end");
        assertThat(text(dunning("{\"retryDays\": [0]}"), "/error/param")).isEqualTo("retryDays");
    }

    @ParameterizedTest
    @CsvSource({"keep_as_draft, draft", "mark_uncollectible, uncollectible", "void, void"})
    void pausedCollectionChargesNobodyUntilItResumes(String behavior, String status) throws StripeException {
        var subscription = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD)
                .getId();
        var paused = stripe.form(
                "/v1/subscriptions/" + subscription,
                "pause_collection[behavior]",
                behavior,
                "pause_collection[resumes_at]",
                Long.toString(stripe.now().plusSeconds(40L * 86_400).getEpochSecond()));

        stripe.advance("P1M");
        var meanwhile = stripe.get("/v1/invoices?subscription=" + subscription);
        stripe.advance("P1M");

        assertThat(text(paused, "/pause_collection/behavior")).isEqualTo(behavior);
        assertThat(text(meanwhile, "/data/0/status")).isEqualTo(status);
        assertThat(status(subscription)).isEqualTo("active");
        assertThat(stripe.get("/v1/subscriptions/" + subscription)
                        .path("pause_collection")
                        .isNull())
                .isTrue();
        assertThat(text(stripe.get("/v1/invoices?subscription=" + subscription), "/data/0/status"))
                .isEqualTo("paid");
    }

    @ParameterizedTest
    @CsvSource({"cancel, canceled", "create_invoice, past_due", "pause, paused"})
    void trialWithoutACardEndsAsItWasMade(String missing, String status) throws StripeException {
        dunning("{\"retryDays\": [3, 5, 7], \"end\": \"cancel\"}");
        var subscription = trial(stripe.customer().getId(), missing);

        stripe.advance("P7D");
        stripe.advance("PT1H");

        assertThat(status(text(subscription, "/id"))).isEqualTo(status);
    }

    @Test
    void pausedTrialResumesWithACard() throws StripeException {
        var customer = stripe.customer().getId();
        var subscription = text(trial(customer, "pause"), "/id");
        var mark = stripe.mark();
        stripe.advance("P8D");
        var ended = stripe.typesSince(mark, subscription);
        var method = text(stripe.form("/v1/payment_methods/pm_card_visa/attach", "customer", customer), "/id");
        stripe.form("/v1/customers/" + customer, "invoice_settings[default_payment_method]", method);
        mark = stripe.mark();

        var resumed = stripe.form("/v1/subscriptions/" + subscription + "/resume");

        assertThat(ended)
                .containsExactly(
                        "customer.subscription.trial_will_end",
                        "customer.subscription.updated",
                        "customer.subscription.paused");
        assertThat(text(resumed, "/status")).isEqualTo("active");
        assertThat(stripe.typesSince(mark, customer))
                .containsSubsequence(
                        "customer.subscription.updated",
                        "invoice.paid",
                        "customer.subscription.updated",
                        "customer.subscription.resumed");
    }

    @Test
    void pausedTrialStaysPausedWhileNobodyPays() throws StripeException {
        var customer = stripe.customer().getId();
        var subscription = text(trial(customer, "pause"), "/id");
        stripe.advance("P8D");
        var method =
                text(stripe.form("/v1/payment_methods/pm_card_chargeCustomerFail/attach", "customer", customer), "/id");
        stripe.form("/v1/customers/" + customer, "invoice_settings[default_payment_method]", method);

        var resumed = stripe.form("/v1/subscriptions/" + subscription + "/resume");

        assertThat(text(resumed, "/status")).isEqualTo("paused");
    }

    @Test
    void trialAsksForACardThroughItsSetupIntent() throws StripeException {
        var customer = stripe.customer().getId();
        var subscription = stripe.form(
                "/v1/subscriptions",
                "customer",
                customer,
                "items[0][price]",
                StripeSandbox.PRO_USD,
                "trial_period_days",
                "7",
                "payment_behavior",
                "default_incomplete",
                "expand[]",
                "pending_setup_intent");

        stripe.post("/stripe/payments/" + text(subscription, "/pending_setup_intent/id") + "/pay");
        var ready = stripe.get("/v1/subscriptions/" + text(subscription, "/id"));
        stripe.advance("P8D");

        assertThat(text(subscription, "/pending_setup_intent/client_secret")).contains("_secret_");
        assertThat(ready.path("pending_setup_intent").isNull()).isTrue();
        assertThat(text(ready, "/default_payment_method")).startsWith("pm_");
        assertThat(status(text(subscription, "/id"))).isEqualTo("active");
    }

    @Test
    void cancellationWithAFinalInvoiceGivesTheRestBack() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.advance("P10D");
        var mark = stripe.mark();

        var answer = StripeSandbox.readBody(stripe.sandbox()
                .client()
                .delete()
                .uri("/stripe/v1/subscriptions/" + subscription.getId()
                        + "?prorate=true&invoice_now=true&cancellation_details[feedback]=too_expensive")
                .headers(headers -> headers.setBearerAuth("sk_test_sandbox_keelson"))
                .retrieve()
                .body(String.class));

        assertThat(text(answer, "/status")).isEqualTo("canceled");
        assertThat(text(answer, "/cancellation_details/feedback")).isEqualTo("too_expensive");
        assertThat(number(stripe.get("/v1/customers/" + customer.getId()), "/balance"))
                .isBetween(-2100L, -1800L);
        assertThat(stripe.typesSince(mark))
                .containsSubsequence("invoiceitem.created", "invoice.paid", "customer.subscription.deleted");
    }

    @Test
    void voidedInvoiceIsNotPaidAndAnUncollectibleOneMayBe() throws StripeException {
        dunning("{\"retryDays\": [3, 5, 7], \"end\": \"cancel\"}");
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD).getId();
        decline(customer.getId(), 1);
        stripe.advance("P1M");
        var invoice = text(stripe.get("/v1/subscriptions/" + subscription), "/latest_invoice");
        var mark = stripe.mark();

        var lost = stripe.form("/v1/invoices/" + invoice + "/mark_uncollectible");
        var paid = stripe.form("/v1/invoices/" + invoice + "/pay");
        var voided = stripe.form("/v1/invoices/" + invoice + "/void");

        assertThat(text(lost, "/status")).isEqualTo("uncollectible");
        assertThat(text(paid, "/status")).isEqualTo("paid");
        assertThat(text(voided, "/error/code")).isEqualTo("invoice_not_editable");
        assertThat(stripe.typesSince(mark))
                .startsWith("invoice.marked_uncollectible")
                .contains("invoice.paid");
    }

    private JsonNode trial(String customer, String missing) {
        return stripe.form(
                "/v1/subscriptions",
                "customer",
                customer,
                "items[0][price]",
                StripeSandbox.PRO_USD,
                "trial_period_days",
                "7",
                "trial_settings[end_behavior][missing_payment_method]",
                missing);
    }

    private JsonNode dunning(String settings) {
        return stripe.post("/stripe/sandbox/dunning", settings);
    }

    private void decline(String customer, int times) {
        stripe.post(
                "/stripe/sandbox/customers/" + customer + "/next-payment",
                "{\"outcome\": \"decline\", \"times\": %d}".formatted(times));
    }

    private String status(String subscription) throws StripeException {
        return stripe.subscription(subscription).getStatus();
    }
}
