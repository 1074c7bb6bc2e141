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
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeDisputesTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @Test
    void disputedPaymentIsLostWhenNobodyAnswers() throws StripeException {
        var charge = charge("pm_card_createDispute");
        var mark = stripe.mark();

        stripe.advance("10");
        var dispute = dispute(charge);
        var begun = stripe.typesSince(mark, charge);
        var disputed = stripe.get("/v1/charges/" + charge);
        var after = stripe.mark();
        stripe.advance("P11D");

        assertThat(text(dispute, "/status")).isEqualTo("needs_response");
        assertThat(text(dispute, "/reason")).isEqualTo("fraudulent");
        assertThat(number(dispute, "/amount")).isEqualTo(2000);
        assertThat(disputed.path("disputed").booleanValue()).isTrue();
        assertThat(begun).containsExactly("charge.dispute.created", "charge.updated", "charge.dispute.funds_withdrawn");
        assertThat(text(dispute(charge), "/status")).isEqualTo("lost");
        assertThat(stripe.typesSince(after, charge)).containsExactly("charge.dispute.closed");
    }

    @Test
    void evidenceIsReviewedAndTheBankDecides() throws StripeException {
        var charge = charge("pm_card_createDisputeProductNotReceived");
        stripe.advance("10");
        var id = text(dispute(charge), "/id");
        var mark = stripe.mark();

        var staged = stripe.form("/v1/disputes/" + id, "evidence[receipt]", "file_1", "submit", "false");
        var handedIn = stripe.form("/v1/disputes/" + id, "evidence[uncategorized_text]", "It arrived.");
        var decided = stripe.post("/stripe/sandbox/disputes/" + id + "/outcome", "{\"outcome\": \"won\"}");

        assertThat(text(staged, "/status")).isEqualTo("needs_response");
        assertThat(text(handedIn, "/status")).isEqualTo("under_review");
        assertThat(text(handedIn, "/evidence/receipt")).isEqualTo("file_1");
        assertThat(number(handedIn, "/evidence_details/submission_count")).isEqualTo(1);
        assertThat(text(decided, "/status")).isEqualTo("won");
        assertThat(stripe.typesSince(mark))
                .containsExactly(
                        "charge.dispute.updated",
                        "charge.dispute.updated",
                        "charge.dispute.closed",
                        "charge.dispute.funds_reinstated");
        assertThat(text(stripe.form("/v1/disputes/" + id + "/close"), "/error/message"))
                .isEqualTo("This dispute is already closed");
    }

    @Test
    void evidenceThatStripesTestsKnowDecidesAtOnce() throws StripeException {
        var charge = charge("pm_card_createDispute");
        stripe.advance("10");

        stripe.form("/v1/disputes/" + text(dispute(charge), "/id"), "evidence[uncategorized_text]", "winning_evidence");

        assertThat(text(dispute(charge), "/status")).isEqualTo("won");
    }

    @Test
    void inquiryTakesNoMoney() throws StripeException {
        var charge = charge("pm_card_createDisputeInquiry");
        var mark = stripe.mark();

        stripe.advance("10");
        var dispute = dispute(charge);
        stripe.form("/v1/disputes/" + text(dispute, "/id") + "/close");

        assertThat(text(dispute, "/status")).isEqualTo("warning_needs_response");
        assertThat(text(dispute, "/payment_method_details/card/case_type")).isEqualTo("inquiry");
        assertThat(text(dispute(charge), "/status")).isEqualTo("warning_closed");
        assertThat(stripe.typesSince(mark, charge)).doesNotContain("charge.dispute.funds_withdrawn");
    }

    @Test
    void disputedChargeIsNotRefunded() throws StripeException {
        var charge = charge("pm_card_createDispute");
        stripe.advance("10");

        var refused = stripe.form("/v1/refunds", "charge", charge);

        assertThat(text(refused, "/error/code")).isEqualTo("charge_disputed");
    }

    @Test
    void subscriptionPaidWithSuchACardIsDisputedToo() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_createDispute");
        stripe.subscribe(customer, StripeSandbox.PRO_USD);

        stripe.advance("10");

        var charge = text(stripe.get("/v1/charges?customer=" + customer.getId()), "/data/0/id");
        assertThat(text(dispute(charge), "/status")).isEqualTo("needs_response");
        assertThat(stripe.sandbox().client().get().uri("/stripe/").retrieve().body(String.class))
                .contains(text(dispute(charge), "/id") + "/outcome?outcome=won");
    }

    @Test
    void refundsEventsComeInStripesOrder() throws StripeException {
        var charge = charge("pm_card_visa");
        var mark = stripe.mark();

        var refund = stripe.form("/v1/refunds", "charge", charge, "amount", "500");
        var tooMuch = stripe.form("/v1/refunds", "charge", charge, "amount", "1501");
        stripe.form("/v1/refunds", "charge", charge);
        var again = stripe.form("/v1/refunds", "charge", charge);

        assertThat(text(refund, "/status")).isEqualTo("succeeded");
        assertThat(text(tooMuch, "/error/message"))
                .isEqualTo("Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)");
        assertThat(text(tooMuch, "/error/param")).isEqualTo("amount");
        assertThat(text(again, "/error/code")).isEqualTo("charge_already_refunded");
        assertThat(stripe.typesSince(mark))
                .containsExactly("refund.created", "charge.refunded", "refund.created", "charge.refunded");
    }

    @Test
    void refundFailsLater() throws StripeException {
        var charge = charge("pm_card_refundFail");
        var refund = stripe.form("/v1/refunds", "charge", charge);
        var mark = stripe.mark();

        stripe.advance("10");

        var failed = stripe.get("/v1/refunds/" + text(refund, "/id"));
        assertThat(text(refund, "/status")).isEqualTo("succeeded");
        assertThat(text(failed, "/status")).isEqualTo("failed");
        assertThat(text(failed, "/failure_reason")).isEqualTo("expired_or_canceled_card");
        assertThat(number(stripe.get("/v1/charges/" + charge), "/amount_refunded"))
                .isZero();
        assertThat(stripe.typesSince(mark))
                .containsExactly("refund.updated", "refund.failed", "charge.refund.updated", "charge.updated");
    }

    @Test
    void refundArrivesLater() throws StripeException {
        var charge = charge("pm_card_pendingRefund");
        var refund = stripe.form("/v1/refunds", "charge", charge);

        stripe.advance("10");

        assertThat(text(refund, "/status")).isEqualTo("pending");
        assertThat(text(stripe.get("/v1/refunds/" + text(refund, "/id")), "/status"))
                .isEqualTo("succeeded");
    }

    @Test
    void chargeIsRefundedByAButton() {
        var charge = charge("pm_card_visa");
        var button = "/stripe/sandbox/charges/" + charge + "/refund";
        var page = stripe.sandbox().client().get().uri("/stripe/").retrieve().body(String.class);

        stripe.sandbox()
                .client()
                .post()
                .uri(button)
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body("")
                .retrieve()
                .toBodilessEntity();

        assertThat(page).contains(button);
        assertThat(stripe.get("/v1/charges/" + charge).path("refunded").booleanValue())
                .isTrue();
    }

    @Test
    void refundFailsByOrder() throws StripeException {
        var refund = stripe.form("/v1/refunds", "charge", charge("pm_card_visa"));

        var failed = stripe.post("/stripe/sandbox/refunds/" + text(refund, "/id") + "/fail", "{}");

        assertThat(text(failed, "/status")).isEqualTo("failed");
    }

    private String charge(String card) {
        var intent = stripe.form(
                "/v1/payment_intents", "amount", "2000", "currency", "usd", "payment_method", card, "confirm", "true");
        assertThat(text(intent, "/status")).isEqualTo("succeeded");
        return text(intent, "/latest_charge");
    }

    private JsonNode dispute(String charge) {
        var found = stripe.get("/v1/disputes?charge=" + charge).path("data");
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
