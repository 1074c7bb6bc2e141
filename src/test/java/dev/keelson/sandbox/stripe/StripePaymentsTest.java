package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.billingportal.SessionCreateParams;
import dev.keelson.testing.BesideOthers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripePaymentsTest {
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
    void paymentIsConfirmedWithATestCard() throws StripeException {
        var intent = intent(2000);

        var paid = confirm(intent, "pm_card_visa");

        assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
        assertThat(intent.getClientSecret()).startsWith(intent.getId() + "_secret_");
        assertThat(paid.getStatus()).isEqualTo("succeeded");
        var charge = stripe.api().v1().charges().retrieve(paid.getLatestCharge());
        assertThat(charge.getPaymentMethodDetails().getCard().getLast4()).isEqualTo("4242");
        stripe.awaitTypes(intent.getId(), "payment_intent.created", "payment_intent.succeeded");
    }

    @Test
    void declinedPaymentIsACardErrorAndStays() throws StripeException {
        var intent = intent(2000);

        assertThatThrownBy(() -> confirm(intent, "pm_card_visa_chargeDeclinedInsufficientFunds"))
                .isInstanceOfSatisfying(CardException.class, e -> {
                    assertThat(e.getCode()).isEqualTo("card_declined");
                    assertThat(e.getDeclineCode()).isEqualTo("insufficient_funds");
                });

        var after = stripe.api().v1().paymentIntents().retrieve(intent.getId());
        assertThat(after.getStatus()).isEqualTo("requires_payment_method");
        assertThat(after.getLastPaymentError().getDeclineCode()).isEqualTo("insufficient_funds");
        stripe.awaitTypes(intent.getId(), "payment_intent.payment_failed");
        assertThat(confirm(intent, "pm_card_visa").getStatus()).isEqualTo("succeeded");
    }

    @Test
    void authenticationIsLeftToTheBrowser() throws StripeException {
        var intent = confirm(intent(2000), "pm_card_threeDSecure2Required");

        var said = stripe.post("/stripe/payments/" + intent.getId() + "/pay");

        assertThat(intent.getStatus()).isEqualTo("requires_action");
        assertThat(intent.getNextAction().getRedirectToUrl().getUrl()).endsWith("/stripe/payments/" + intent.getId());
        assertThat(said).contains("succeeded");
    }

    @Test
    void paymentThatNeedsAnAbsentCustomerIsRefused() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_threeDSecure2Required");

        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2000L)
                                .setCurrency("eur")
                                .setCustomer(customer.getId())
                                .setPaymentMethod(customer.getInvoiceSettings().getDefaultPaymentMethod())
                                .setOffSession(true)
                                .setConfirm(true)
                                .build()))
                .isInstanceOfSatisfying(
                        CardException.class, e -> assertThat(e.getCode()).isEqualTo("authentication_required"));
    }

    @Test
    void canceledPaymentCannotBeMade() throws StripeException {
        var intent = intent(2000);

        var canceled = stripe.api().v1().paymentIntents().cancel(intent.getId());

        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThatThrownBy(() -> confirm(intent, "pm_card_visa")).hasMessageContaining("status of canceled");
    }

    @Test
    void amountBelowTheLeastIsRefused() {
        assertThatThrownBy(() -> intent(49)).hasMessageContaining("Amount must be at least $0.50");
    }

    @Test
    void cardNumberIsRefused() {
        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .paymentMethods()
                        .create(PaymentMethodCreateParams.builder()
                                .setType(PaymentMethodCreateParams.Type.CARD)
                                .putExtraParam("card", Map.of("number", "4242424242424242"))
                                .build()))
                .hasMessageContaining("generally unsafe");
    }

    @Test
    void cardIsSavedAndTakenAway() throws StripeException {
        var customer = stripe.customer();
        var intent = stripe.api()
                .v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setConfirm(true)
                        .setPaymentMethod("pm_card_mastercard")
                        .build());

        var cards = stripe.api().v1().customers().paymentMethods().list(customer.getId());
        stripe.api().v1().paymentMethods().detach(intent.getPaymentMethod());

        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(cards.getData()).hasSize(1);
        assertThat(cards.getData().getFirst().getCard().getBrand()).isEqualTo("mastercard");
        assertThat(stripe.api()
                        .v1()
                        .customers()
                        .paymentMethods()
                        .list(customer.getId())
                        .getData())
                .isEmpty();
        stripe.awaitTypes(intent.getPaymentMethod(), "payment_method.attached", "payment_method.detached");
    }

    @Test
    void paymentIsRefundedInPartsUpToItsAmount() throws StripeException {
        var intent = confirm(intent(2000), "pm_card_visa");

        var part = refund(intent, 500L);
        assertThatThrownBy(() -> refund(intent, 1501L)).hasMessageContaining("greater than unrefunded amount");
        var rest = refund(intent, null);

        var charge = stripe.api().v1().charges().retrieve(intent.getLatestCharge());
        assertThat(part.getStatus()).isEqualTo("succeeded");
        assertThat(rest.getAmount()).isEqualTo(1500);
        assertThat(charge.getRefunded()).isTrue();
        assertThat(charge.getAmountRefunded()).isEqualTo(2000);
        assertThatThrownBy(() -> refund(intent, null)).hasMessageContaining("already been refunded");
        stripe.awaitTypes(charge.getId(), "charge.refunded");
        stripe.awaitTypes(part.getId(), "refund.created");
    }

    @Test
    void portalCancelsTheWayFlexibleBillingDoes() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        var portal = portal(customer.getId());

        stripe.post(portal + "/cancel");
        var ending = stripe.subscription(subscription.getId());
        stripe.post(portal + "/resume");

        assertThat(ending.getCancelAt())
                .isEqualTo(subscription.getItems().getData().getFirst().getCurrentPeriodEnd());
        assertThat(ending.getCancelAtPeriodEnd()).isFalse();
        assertThat(ending.getStatus()).isEqualTo("active");
        assertThat(stripe.subscription(subscription.getId()).getCancelAt()).isNull();
    }

    @Test
    void portalChangesPlanAndCard() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.STARTER_USD);
        var portal = portal(customer.getId());

        var page = stripe.sandbox().client().get().uri(portal).retrieve().body(String.class);
        stripe.post(portal + "/change?price=" + StripeSandbox.PRO_USD);
        stripe.post(portal + "/card");

        assertThat(page).contains("Cancel at the end of the period", "Change to Pro");
        var changed = stripe.subscription(subscription.getId());
        assertThat(changed.getItems().getData().getFirst().getPrice().getId()).isEqualTo(StripeSandbox.PRO_USD);
        assertThat(changed.getDefaultPaymentMethod()).isNotNull();
    }

    private String portal(String customer) throws StripeException {
        var url = stripe.api()
                .v1()
                .billingPortal()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setCustomer(customer)
                        .setReturnUrl("https://shop.example.com/account")
                        .build())
                .getUrl();
        return url.substring(url.indexOf("/stripe/"));
    }

    private PaymentIntent intent(long amount) throws StripeException {
        return stripe.api()
                .v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(amount)
                        .setCurrency("usd")
                        .build());
    }

    private PaymentIntent confirm(PaymentIntent intent, String testCard) throws StripeException {
        return stripe.api()
                .v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod(testCard)
                                .build());
    }

    private Refund refund(PaymentIntent intent, @Nullable Long amount) throws StripeException {
        var params = RefundCreateParams.builder().setPaymentIntent(intent.getId());
        return stripe.api().v1().refunds().create((amount == null ? params : params.setAmount(amount)).build());
    }
}
