package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.Subscription;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionItemListParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.keelson.testing.BesideOthers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeSubscriptionsTest {
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
    void incompleteSubscriptionBecomesActiveWhenTheBrowserPays() throws StripeException {
        var customer = stripe.customer();
        var subscription = stripe.api()
                .v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer.getId())
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(StripeSandbox.PRO_USD)
                                .build())
                        .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.DEFAULT_INCOMPLETE)
                        .setPaymentSettings(SubscriptionCreateParams.PaymentSettings.builder()
                                .setSaveDefaultPaymentMethod(
                                        SubscriptionCreateParams.PaymentSettings.SaveDefaultPaymentMethod
                                                .ON_SUBSCRIPTION)
                                .build())
                        .addExpand("latest_invoice.confirmation_secret")
                        .build());
        var secret =
                subscription.getLatestInvoiceObject().getConfirmationSecret().getClientSecret();

        stripe.post("/stripe/payments/" + secret.substring(0, secret.indexOf("_secret_")) + "/pay");

        var paid = stripe.subscription(subscription.getId());
        assertThat(subscription.getStatus()).isEqualTo("incomplete");
        assertThat(paid.getStatus()).isEqualTo("active");
        assertThat(paid.getDefaultPaymentMethod()).startsWith("pm_");
    }

    @Test
    void savedCardPaysAtOnce() throws StripeException {
        var subscription = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);

        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getBillingMode().getType()).isEqualTo("flexible");
    }

    @Test
    void declinedCardLeavesTheSubscriptionIncomplete() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_chargeCustomerFail");

        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        assertThat(subscription.getStatus()).isEqualTo("incomplete");
        stripe.awaitTypes(customer.getId(), "invoice.payment_failed", "charge.failed");
    }

    @Test
    void declinedCardIsAnErrorWhereThatWasAskedFor() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_chargeCustomerFail");

        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .subscriptions()
                        .create(SubscriptionCreateParams.builder()
                                .setCustomer(customer.getId())
                                .addItem(SubscriptionCreateParams.Item.builder()
                                        .setPrice(StripeSandbox.PRO_USD)
                                        .build())
                                .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.ERROR_IF_INCOMPLETE)
                                .build()))
                .isInstanceOf(CardException.class);

        assertThat(stripe.api()
                        .v1()
                        .subscriptions()
                        .list(SubscriptionListParams.builder()
                                .setCustomer(customer.getId())
                                .setStatus(SubscriptionListParams.Status.ALL)
                                .build())
                        .getData())
                .isEmpty();
    }

    @Test
    void customerWithoutACardIsRefused() throws StripeException {
        var customer = stripe.customer();

        assertThatThrownBy(() -> stripe.subscribe(customer, StripeSandbox.PRO_USD))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no attached payment source");
    }

    @Test
    void previewSaysWhatTheUpgradeThenCosts() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.STARTER_USD);
        stripe.advance("P10D");
        var item = subscription.getItems().getData().getFirst().getId();
        long at = stripe.now().getEpochSecond();

        var preview = stripe.api()
                .v1()
                .invoices()
                .createPreview(InvoiceCreatePreviewParams.builder()
                        .setSubscription(subscription.getId())
                        .setSubscriptionDetails(InvoiceCreatePreviewParams.SubscriptionDetails.builder()
                                .addItem(InvoiceCreatePreviewParams.SubscriptionDetails.Item.builder()
                                        .setId(item)
                                        .setPrice(StripeSandbox.AGENCY_USD)
                                        .build())
                                .setProrationBehavior(
                                        InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE)
                                .setProrationDate(at)
                                .build())
                        .build());
        var changed = stripe.api()
                .v1()
                .subscriptions()
                .update(
                        subscription.getId(),
                        SubscriptionUpdateParams.builder()
                                .addItem(SubscriptionUpdateParams.Item.builder()
                                        .setId(item)
                                        .setPrice(StripeSandbox.AGENCY_USD)
                                        .build())
                                .setProrationBehavior(SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE)
                                .setProrationDate(at)
                                .addExpand("latest_invoice")
                                .build());

        var invoice = changed.getLatestInvoiceObject();
        assertThat(preview.getAmountDue()).isBetween(9000L * 15 / 31, 9000L * 21 / 28);
        assertThat(invoice.getAmountPaid()).isEqualTo(preview.getAmountDue());
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_update");
        assertThat(preview.getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .satisfiesExactly(
                        credit -> assertThat(credit).isNegative(),
                        charge -> assertThat(charge).isPositive());
        assertThat(changed.getItems().getData().getFirst().getPrice().getId()).isEqualTo(StripeSandbox.AGENCY_USD);
        assertThat(changed.getItems().getData().getFirst().getId()).isEqualTo(item);
        assertThat(stripe.api()
                        .v1()
                        .invoices()
                        .list(InvoiceListParams.builder()
                                .setSubscription(subscription.getId())
                                .build())
                        .getData())
                .hasSize(2);
    }

    @Test
    void prorationsWaitForTheNextInvoiceByDefault() throws StripeException {
        var subscription = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.STARTER_USD);

        var changed = stripe.api()
                .v1()
                .subscriptions()
                .update(
                        subscription.getId(),
                        SubscriptionUpdateParams.builder()
                                .addItem(SubscriptionUpdateParams.Item.builder()
                                        .setId(subscription
                                                .getItems()
                                                .getData()
                                                .getFirst()
                                                .getId())
                                        .setQuantity(3L)
                                        .build())
                                .build());

        var next = stripe.api()
                .v1()
                .invoices()
                .createPreview(InvoiceCreatePreviewParams.builder()
                        .setSubscription(subscription.getId())
                        .build());
        assertThat(changed.getLatestInvoice()).isEqualTo(subscription.getLatestInvoice());
        assertThat(next.getLines().getData()).hasSize(3);
        // A month of three, and all but a few seconds of the two that were added.
        assertThat(next.getTotal()).isBetween(3 * 900 + 2 * 900 - 5L, 3 * 900 + 2 * 900L);
    }

    @Test
    void cancellationAtPeriodEndIsTakenBack() throws StripeException {
        var subscription = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);

        var ending = atPeriodEnd(subscription, true);
        var goesOn = atPeriodEnd(subscription, false);

        assertThat(ending.getCancelAtPeriodEnd()).isTrue();
        assertThat(ending.getCancelAt())
                .isEqualTo(subscription.getItems().getData().getFirst().getCurrentPeriodEnd());
        assertThat(ending.getCancellationDetails().getReason()).isEqualTo("cancellation_requested");
        assertThat(goesOn.getCancelAtPeriodEnd()).isFalse();
        assertThat(goesOn.getCancelAt()).isNull();
        assertThat(goesOn.getCanceledAt()).isNull();
    }

    @Test
    void canceledSubscriptionIsOver() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        var canceled = stripe.api()
                .v1()
                .subscriptions()
                .cancel(
                        subscription.getId(),
                        SubscriptionCancelParams.builder()
                                .setCancellationDetails(SubscriptionCancelParams.CancellationDetails.builder()
                                        .setFeedback(
                                                SubscriptionCancelParams.CancellationDetails.Feedback.TOO_EXPENSIVE)
                                        .build())
                                .build());

        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(canceled.getEndedAt()).isNotNull();
        assertThat(canceled.getCancellationDetails().getFeedback()).isEqualTo("too_expensive");
        stripe.awaitTypes(customer.getId(), "customer.subscription.deleted");
        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("canceled");
        assertThatThrownBy(() -> stripe.api().v1().subscriptions().cancel(subscription.getId()))
                .hasMessageContaining("No such subscription");
        assertThatThrownBy(() -> atPeriodEnd(subscription, true)).hasMessageContaining("canceled subscription");
    }

    @Test
    void customerCannotMixCurrencies() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        stripe.subscribe(customer, StripeSandbox.PRO_USD);

        assertThatThrownBy(() -> stripe.subscribe(customer, "price_pro_monthly_eur"))
                .hasMessageContaining("cannot combine currencies");
    }

    @Test
    void deletedCustomersSubscriptionsEnd() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        stripe.api().v1().customers().delete(customer.getId());

        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("canceled");
        stripe.awaitTypes(customer.getId(), "customer.subscription.deleted", "customer.deleted");
    }

    @Test
    void subscriptionShowsTenOfItsItemsAtMost() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var params = SubscriptionCreateParams.builder().setCustomer(customer.getId());
        for (int i = 0; i < 11; i++) {
            params.addItem(SubscriptionCreateParams.Item.builder()
                    .setPrice(StripeSandbox.PRO_USD)
                    .build());
        }

        var subscription = stripe.api().v1().subscriptions().create(params.build());

        var all = stripe.api()
                .v1()
                .subscriptionItems()
                .list(SubscriptionItemListParams.builder()
                        .setSubscription(subscription.getId())
                        .setLimit(100L)
                        .build());
        assertThat(subscription.getItems().getData()).hasSize(10);
        assertThat(subscription.getItems().getHasMore()).isTrue();
        assertThat(all.getData()).hasSize(11);
        assertThat(stripe.awaitEvent("customer.subscription.created", customer.getId())
                        .at("/data/object/items/has_more")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void unknownPromotionCodeIsRefused() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");

        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .subscriptions()
                        .create(SubscriptionCreateParams.builder()
                                .setCustomer(customer.getId())
                                .addItem(SubscriptionCreateParams.Item.builder()
                                        .setPrice(StripeSandbox.PRO_USD)
                                        .build())
                                .addDiscount(SubscriptionCreateParams.Discount.builder()
                                        .setPromotionCode("promo_none")
                                        .build())
                                .build()))
                .hasMessageContaining("No such promotion code: 'promo_none'");
    }

    @Test
    void subscriptionsAreFoundByCustomerStatusAndPrice() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var live = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        var ended = stripe.subscribe(customer, StripeSandbox.STARTER_USD);
        stripe.api().v1().subscriptions().cancel(ended.getId());

        assertThat(list(customer.getId(), Map.of())).containsExactly(live.getId());
        assertThat(list(customer.getId(), Map.of("status", "all"))).containsExactly(ended.getId(), live.getId());
        assertThat(list(customer.getId(), Map.of("status", "canceled"))).containsExactly(ended.getId());
        assertThat(list(customer.getId(), Map.of("price", StripeSandbox.STARTER_USD)))
                .isEmpty();
    }

    private List<String> list(String customer, Map<String, Object> filters) throws StripeException {
        return stripe
                .api()
                .v1()
                .subscriptions()
                .list(SubscriptionListParams.builder()
                        .setCustomer(customer)
                        .putAllExtraParam(filters)
                        .build())
                .getData()
                .stream()
                .map(Subscription::getId)
                .toList();
    }

    private Subscription atPeriodEnd(Subscription subscription, boolean ends) throws StripeException {
        return stripe.api()
                .v1()
                .subscriptions()
                .update(
                        subscription.getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(ends)
                                .build());
    }
}
