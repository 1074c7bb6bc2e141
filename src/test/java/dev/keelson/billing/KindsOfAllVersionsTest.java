package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The readers of what is mirrored column by column: the same facts in the shapes of acacia, basil and dahlia (Stripe's own
 * samples), and of clover and endive (by Stripe's lists of changes).
 */
class KindsOfAllVersionsTest {
    static final List<String> VERSIONS = StripeSamples.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void chargeReadsAlike(String version) {
        var charge = StripeSamples.of(version, "charge").put("customer", "cus_1");
        charge.putObject("outcome")
                .put("type", "authorized")
                .put("risk_level", "normal")
                .put("reason", "elevated");

        assertThat(PaymentKinds.CHARGE.meaning(charge))
                .containsEntry("stripe_customer_id", "cus_1")
                .containsEntry("stripe_payment_method_id", "card_1PgaftB7WZ01zgkWm3waTcFp")
                .containsEntry("amount", "100")
                .containsEntry("paid", "true")
                .containsEntry("status", "succeeded")
                .containsEntry("risk_level", "normal")
                .containsEntry("decline_code", null)
                .containsEntry("card_brand", "visa")
                .containsEntry("card_last4", "4242");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void intentsReadAlike(String version) {
        var payment = StripeSamples.of(version, "payment_intent");
        payment.putObject("last_payment_error").put("code", "card_declined").put("decline_code", "insufficient_funds");
        payment.putObject("latest_charge").put("id", "ch_1").put("object", "charge");
        var setup = StripeSamples.of(version, "setup_intent");
        setup.putObject("last_setup_error").put("code", "setup_intent_authentication_failure");

        assertThat(PaymentKinds.PAYMENT_INTENT.meaning(payment))
                .containsEntry("amount", "1099")
                .containsEntry("status", "requires_payment_method")
                .containsEntry("failure_code", "card_declined")
                .containsEntry("decline_code", "insufficient_funds")
                .containsEntry("stripe_latest_charge_id", "ch_1");
        assertThat(PaymentKinds.SETUP_INTENT.meaning(setup))
                .containsEntry("usage", "off_session")
                .containsEntry("failure_code", "setup_intent_authentication_failure");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void refundsDisputesMethodsAndTaxIdsReadAlike(String version) {
        var method = StripeSamples.of(version, "payment_method").put("customer", "cus_1");

        assertThat(PaymentKinds.REFUND.meaning(StripeSamples.of(version, "refund")))
                .containsEntry("amount", "100")
                .containsEntry("stripe_charge_id", "ch_1PgafuB7WZ01zgkWXYmPNZs8")
                .containsEntry("status", "succeeded");
        assertThat(PaymentKinds.DISPUTE.meaning(StripeSamples.of(version, "dispute")))
                .containsEntry("status", "warning_needs_response")
                .containsEntry("due_by", "2024-08-14T23:59:59Z");
        assertThat(PaymentKinds.PAYMENT_METHOD.meaning(method))
                .containsEntry("type", "card")
                .containsEntry("brand", "visa")
                .containsEntry("last4", "4242")
                .containsEntry("exp_month", "8");
        assertThat(CustomerKinds.TAX_ID.meaning(StripeSamples.of(version, "tax_id")))
                .containsEntry("value", "DE123456789")
                .containsEntry("verification_status", "pending");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void schedulesAndCheckoutsReadAlike(String version) {
        var schedule = StripeSamples.of(version, "subscription_schedule");
        schedule.putObject("current_phase").put("start_date", 17).put("end_date", 18);

        assertThat(CustomerKinds.SUBSCRIPTION_SCHEDULE.meaning(schedule))
                .containsEntry("status", "not_started")
                .containsEntry("end_behavior", "release")
                .containsEntry("phase_start", "1970-01-01T00:00:17Z")
                .containsEntry("phase_end", "1970-01-01T00:00:18Z");
        assertThat(CustomerKinds.CHECKOUT_SESSION.meaning(StripeSamples.of(version, "checkout.session")))
                .containsEntry("mode", "payment")
                .containsEntry("payment_status", "unpaid")
                .containsEntry("stripe_payment_intent_id", "pi_1PgafyB7WZ01zgkWSjxsAJo3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            acacia, whole coupon      | {"coupon": {"id": "SPRING", "object": "coupon"}}
            acacia, id                | {"coupon": "SPRING"}
            clover, code's id         | {"promotion": {"type": "coupon", "coupon": "SPRING"}}
            clover, code's coupon     | {"promotion": {"type": "coupon", "coupon": {"id": "SPRING"}}}
            """)
    void couponOfACodeIsFoundWhereverItStands(String version, String object) {
        assertThat(DiscountKinds.PROMOTION_CODE.meaning(object(object)))
                .as(version)
                .containsEntry("stripe_coupon_id", "SPRING");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            basil  | {"coupon": {"id": "SPRING"}, "subscription": "sub_1", "promotion_code": "promo_1"}
            clover | {"source": {"type": "coupon", "coupon": "SPRING"}, "subscription": "sub_1", "promotion_code": "promo_1"}
            endive | {"source": {"type": "coupon", "coupon": {"id": "SPRING"}}, "subscription": {"id": "sub_1"}, "promotion_code": {"id": "promo_1"}}
            """)
    void couponOfADiscountIsFoundWhereverItStands(String version, String object) {
        assertThat(DiscountKinds.DISCOUNT.meaning(object(object)))
                .as(version)
                .containsEntry("stripe_coupon_id", "SPRING")
                .containsEntry("stripe_subscription_id", "sub_1")
                .containsEntry("stripe_promotion_code_id", "promo_1");
    }

    @Test
    void invoiceOfAPaymentIsReadWhereThereWasOneAndTheNewLinkWhereThereIs() {
        assertThat(PaymentKinds.PAYMENT_INTENT.meaning(object("{\"invoice\": \"in_1\"}")))
                .containsEntry("stripe_invoice_id", "in_1");
        assertThat(PaymentKinds.INVOICE_PAYMENT.meaning(object("""
                        {"invoice": {"id": "in_1"}, "is_default": true, "amount_requested": 1900, "amount_paid": null,
                         "payment": {"type": "payment_intent", "payment_intent": "pi_1"}, "status_transitions": {"paid_at": 17}}
                        """)))
                .containsEntry("stripe_invoice_id", "in_1")
                .containsEntry("stripe_payment_intent_id", "pi_1")
                .containsEntry("stripe_charge_id", null)
                .containsEntry("amount_paid", null)
                .containsEntry("paid_at", "1970-01-01T00:00:17Z");
        assertThat(PaymentKinds.INVOICE_PAYMENT.meaning(
                        object("{\"payment\": {\"type\": \"charge\", \"charge\": {\"id\": \"ch_1\"}}}")))
                .containsEntry("stripe_charge_id", "ch_1");
    }

    @Test
    void whatADeclinedChargeSaysIsKept() {
        var charge = object("""
                {"status": "failed", "failure_code": "card_declined",
                 "outcome": {"type": "issuer_declined", "reason": "insufficient_funds"}}
                """);

        assertThat(PaymentKinds.CHARGE.meaning(charge))
                .containsEntry("failure_code", "card_declined")
                .containsEntry("decline_code", "insufficient_funds")
                .containsEntry("outcome_type", "issuer_declined");
    }

    @Test
    void newWordsAndMissingPartsAreNoError() {
        var odd = object(
                "{\"status\": \"brand_new\", \"amount\": \"many\", \"outcome\": 3, \"customer\": {\"deleted\": true}}");

        for (MirrorKind kind : MirroredObjects.kinds()) {
            assertThat(kind.meaning(odd)).as(kind.table().name()).isNotEmpty();
        }
        assertThat(PaymentKinds.CHARGE.meaning(odd)).containsAllEntriesOf(Map.of("status", "brand_new", "amount", "0"));
    }

    @Test
    void featuresAreSortedAndNamedOnce() {
        var summary = object("""
                {"entitlements": {"data": [{"lookup_key": "b"}, {"lookup_key": "a"}, {"lookup_key": "b"}, {}]}}
                """);

        assertThat(CustomerKinds.ENTITLEMENT_SUMMARY.meaning(summary)).containsEntry("features", "[\"a\",\"b\"]");
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
