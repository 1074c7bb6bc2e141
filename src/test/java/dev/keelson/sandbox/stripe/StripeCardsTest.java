package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.number;
import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeCardsTest {
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
    @CsvSource({
        "pm_card_visa_chargeDeclined, card_declined, generic_decline",
        "pm_card_visa_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
        "pm_card_visa_chargeDeclinedLostCard, card_declined, lost_card",
        "pm_card_visa_chargeDeclinedStolenCard, card_declined, stolen_card",
        "pm_card_chargeDeclinedExpiredCard, expired_card, expired_card",
        "pm_card_chargeDeclinedIncorrectCvc, incorrect_cvc, incorrect_cvc",
        "pm_card_chargeDeclinedProcessingError, processing_error, processing_error",
        "pm_card_radarBlock, card_declined, fraudulent",
        "pm_card_chargeCustomerFail, card_declined, generic_decline"
    })
    void bankSaysWhyItDeclines(String card, String code, String declineCode) {
        var mark = stripe.mark();

        var refused = pay(card, "confirm", "true");

        assertThat(text(refused, "/error/type")).isEqualTo("card_error");
        assertThat(text(refused, "/error/code")).isEqualTo(code);
        assertThat(text(refused, "/error/decline_code")).isEqualTo(declineCode);
        var charge = stripe.get("/v1/charges/" + text(refused, "/error/payment_intent/latest_charge"));
        assertThat(text(charge, "/failure_code")).isEqualTo(code);
        assertThat(stripe.typesSince(mark))
                .containsExactly("payment_intent.created", "charge.failed", "payment_intent.payment_failed");
    }

    @Test
    void blockedPaymentNeverReachedTheBank() {
        var refused = pay("pm_card_radarBlock", "confirm", "true");

        var charge = stripe.get("/v1/charges/" + text(refused, "/error/payment_intent/latest_charge"));
        assertThat(text(charge, "/outcome/type")).isEqualTo("blocked");
        assertThat(text(charge, "/outcome/network_status")).isEqualTo("not_sent_to_network");
    }

    @Test
    void cardThatIsDeclinedCannotBeSaved() throws StripeException {
        var customer = stripe.customer().getId();

        var declined =
                stripe.form("/v1/payment_methods/pm_card_chargeDeclinedExpiredCard/attach", "customer", customer);
        var saved = stripe.form("/v1/payment_methods/pm_card_chargeCustomerFail/attach", "customer", customer);

        assertThat(text(declined, "/error/code")).isEqualTo("expired_card");
        assertThat(text(saved, "/customer")).isEqualTo(customer);
    }

    @Test
    void cardThatAlwaysAuthenticatesFailsWithoutItsOwner() throws StripeException {
        var customer = stripe.customer().getId();
        var method = text(
                stripe.form("/v1/payment_methods/pm_card_authenticationRequired/attach", "customer", customer), "/id");

        var refused = pay(method, "customer", customer, "off_session", "true", "confirm", "true");
        var asked = pay(method, "customer", customer, "confirm", "true");

        assertThat(text(refused, "/error/code")).isEqualTo("authentication_required");
        assertThat(text(refused, "/error/payment_intent/last_payment_error/code"))
                .isEqualTo("authentication_required");
        assertThat(text(refused, "/error/payment_intent/status")).isEqualTo("requires_payment_method");
        assertThat(text(asked, "/status")).isEqualTo("requires_action");
    }

    @Test
    void cardThatWasAuthenticatedWhenSavedIsChargedWithout() throws StripeException {
        var customer = stripe.customer().getId();
        var setup = stripe.form(
                "/v1/setup_intents",
                "customer",
                customer,
                "payment_method",
                "pm_card_authenticationRequiredOnSetup",
                "confirm",
                "true");
        stripe.post("/stripe/payments/" + text(setup, "/id") + "/pay");
        var saved = stripe.get("/v1/setup_intents/" + text(setup, "/id"));

        var paid = pay(text(saved, "/payment_method"), "customer", customer, "off_session", "true", "confirm", "true");

        assertThat(text(setup, "/status")).isEqualTo("requires_action");
        assertThat(text(saved, "/status")).isEqualTo("succeeded");
        assertThat(text(paid, "/status")).isEqualTo("succeeded");
    }

    @Test
    void cardFailsOnceItHasExpired() throws StripeException {
        var customer = stripe.customer();
        var soon = stripe.now().atOffset(ZoneOffset.UTC);
        var method = text(
                stripe.form(
                        "/v1/payment_methods",
                        "type",
                        "card",
                        "card[token]",
                        "tok_visa",
                        "card[exp_month]",
                        Integer.toString(soon.getMonthValue()),
                        "card[exp_year]",
                        Integer.toString(soon.getYear())),
                "/id");
        stripe.form("/v1/payment_methods/" + method + "/attach", "customer", customer.getId());
        stripe.form("/v1/customers/" + customer.getId(), "invoice_settings[default_payment_method]", method);
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        stripe.advance("P32D");

        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("past_due");
        assertThat(text(stripe.get("/v1/charges?customer=" + customer.getId()), "/data/0/failure_code"))
                .isEqualTo("expired_card");
    }

    @Test
    void paymentMethodsTellWhatHappensToThem() throws StripeException {
        var customer = stripe.customer().getId();
        var mark = stripe.mark();

        var method = text(stripe.form("/v1/payment_methods/pm_card_visa/attach", "customer", customer), "/id");
        stripe.form("/v1/customers/" + customer, "invoice_settings[default_payment_method]", method);
        stripe.form("/v1/payment_methods/" + method, "card[exp_year]", "2035");
        stripe.form("/v1/payment_methods/" + method + "/detach");

        assertThat(stripe.typesSince(mark))
                .containsExactly(
                        "payment_method.attached",
                        "customer.updated",
                        "payment_method.updated",
                        "payment_method.detached",
                        "customer.updated");
        assertThat(stripe.get("/v1/customers/" + customer)
                        .at("/invoice_settings/default_payment_method")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "usd;49;amount_too_small;Amount must be at least $0.50 usd",
                "jpy;49;amount_too_small;Amount must be at least ¥50 jpy",
                "gbp;29;amount_too_small;Amount must be at least £0.30 gbp",
                "usd;100000000;amount_too_large;Amount must be no more than $999,999.99"
            })
    void amountHasToBeOneThatACardCanBeCharged(String currency, String amount, String code, String message) {
        var refused = stripe.form("/v1/payment_intents", "amount", amount, "currency", currency);

        assertThat(text(refused, "/error/code")).isEqualTo(code);
        assertThat(text(refused, "/error/message")).isEqualTo(message);
        assertThat(text(refused, "/error/param")).isEqualTo("amount");
    }

    @Test
    void currenciesHaveTheirOwnDecimals() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        stripe.subscribe(customer, "price_pro_monthly_jpy");
        var dinar = stripe.form("/v1/payment_intents", "amount", "5001", "currency", "kwd");

        var invoice = stripe.get("/v1/invoices?customer=" + customer.getId()).at("/data/0");

        assertThat(number(invoice, "/total")).isEqualTo(4500);
        assertThat(text(invoice, "/lines/data/0/description")).isEqualTo("1 × Pro (at ¥4,500 / month)");
        assertThat(text(dinar, "/error/message")).contains("a multiple of 10");
    }

    @Test
    void checkoutBelowTheLeastAmountIsRefused() {
        var refused = stripe.form(
                "/v1/checkout/sessions",
                "mode",
                "payment",
                "success_url",
                "https://shop.example.com",
                "line_items[0][price_data][currency]",
                "usd",
                "line_items[0][price_data][unit_amount]",
                "10",
                "line_items[0][price_data][product_data][name]",
                "Almost nothing",
                "line_items[0][quantity]",
                "1");

        assertThat(text(refused, "/error/code")).isEqualTo("amount_too_small");
    }

    private JsonNode pay(String method, String... more) {
        return stripe.form(
                "/v1/payment_intents",
                StripeSandbox.with(more, "amount", "2000", "currency", "usd", "payment_method", method));
    }
}
