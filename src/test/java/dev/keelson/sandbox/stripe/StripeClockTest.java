package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.keelson.testing.BesideOthers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeClockTest {
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
    void subscriptionRenewsWithItsPeriod() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        stripe.advance("P1M");

        var renewed = stripe.subscription(subscription.getId());
        assertThat(item(renewed).getCurrentPeriodStart())
                .isEqualTo(item(subscription).getCurrentPeriodEnd());
        assertThat(invoices(subscription))
                .extracting(Invoice::getBillingReason)
                .containsExactly("subscription_cycle", "subscription_create");
        assertThat(invoices(subscription)).extracting(Invoice::getStatus).containsOnly("paid");
        var upcoming = stripe.awaitEvent("invoice.upcoming", customer.getId());
        assertThat(upcoming.at("/data/object").has("id")).isFalse();
        assertThat(upcoming.at("/data/object/total").longValue()).isEqualTo(2900);
        var paid = stripe.awaitEvent("customer.subscription.updated", customer.getId());
        assertThat(paid.path("created").longValue())
                .isLessThanOrEqualTo(stripe.now().getEpochSecond());
    }

    @Test
    void renewalHappensAtItsOwnMoment() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.advance("P3M");

        var created = invoices(subscription).stream().map(Invoice::getCreated).toList();

        assertThat(created).hasSize(4);
        assertThat(created.get(2)).isEqualTo(item(subscription).getCurrentPeriodEnd());
    }

    @Test
    void declinedRenewalIsPastDueUntilTheRetry() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.nextPayment(customer, "decline");

        stripe.advance("P1M");
        var pastDue = stripe.subscription(subscription.getId());
        var failed = invoices(subscription).getFirst();
        var delinquent =
                stripe.api().v1().customers().retrieve(customer.getId()).getDelinquent();
        stripe.advance("P3D");

        assertThat(pastDue.getStatus()).isEqualTo("past_due");
        assertThat(failed.getStatus()).isEqualTo("open");
        assertThat(failed.getNextPaymentAttempt()).isNotNull();
        assertThat(delinquent).isTrue();
        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("active");
        assertThat(invoices(subscription).getFirst().getAttemptCount()).isEqualTo(2);
        stripe.awaitTypes(customer.getId(), "invoice.payment_failed", "payment_intent.payment_failed", "charge.failed");
    }

    @Test
    void subscriptionThatNobodyPaysIsCanceled() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.post(
                "/stripe/sandbox/customers/" + customer.getId() + "/next-payment",
                "{\"outcome\": \"decline\", \"times\": 9}");

        stripe.advance("P1M");
        stripe.advance("P15D");

        var canceled = stripe.subscription(subscription.getId());
        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(canceled.getCancellationDetails().getReason()).isEqualTo("payment_failed");
    }

    @Test
    void renewalThatNeedsTheCustomerWaitsForThem() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.nextPayment(customer, "authenticate");

        stripe.advance("P1M");
        var waiting = stripe.subscription(subscription.getId()).getStatus();
        var intent = stripe.awaitEvent("payment_intent.requires_action", customer.getId());
        stripe.post("/stripe/payments/" + intent.at("/data/object/id").stringValue() + "/pay");

        assertThat(waiting).isEqualTo("past_due");
        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("active");
        stripe.awaitTypes(customer.getId(), "invoice.payment_action_required", "invoice.paid");
    }

    @Test
    void cancellationTakesEffectAtThePeriodsEnd() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        stripe.api()
                .v1()
                .subscriptions()
                .update(
                        subscription.getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(true)
                                .build());

        stripe.advance("P1M");

        var ended = stripe.subscription(subscription.getId());
        assertThat(ended.getStatus()).isEqualTo("canceled");
        assertThat(ended.getEndedAt()).isEqualTo(item(subscription).getCurrentPeriodEnd());
        assertThat(invoices(subscription)).hasSize(1);
        stripe.awaitTypes(customer.getId(), "customer.subscription.deleted");
    }

    @Test
    void trialEndsWithAnInvoice() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = trial(customer);

        stripe.advance("P12D");
        stripe.awaitTypes(customer.getId(), "customer.subscription.trial_will_end");
        stripe.advance("P2D");
        stripe.advance("PT1M");

        assertThat(subscription.getStatus()).isEqualTo("trialing");
        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("active");
        assertThat(invoices(subscription)).extracting(Invoice::getTotal).containsExactly(2900L, 0L);
    }

    @Test
    void firstPaymentThatNeverComesExpiresTheSubscription() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_chargeCustomerFail");
        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);

        stripe.advance("P1D");

        assertThat(stripe.subscription(subscription.getId()).getStatus()).isEqualTo("incomplete_expired");
        assertThat(invoices(subscription).getFirst().getStatus()).isEqualTo("void");
        stripe.awaitTypes(customer.getId(), "invoice.voided", "payment_intent.canceled");
    }

    @Test
    void openCheckoutSessionExpires() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);

        stripe.advance("P1D");
        stripe.advance("10");

        assertThat(stripe.api()
                        .v1()
                        .checkout()
                        .sessions()
                        .retrieve(session.getId())
                        .getStatus())
                .isEqualTo("expired");
    }

    @Test
    void timeSurvivesARestart() throws StripeException {
        var subscription = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);
        stripe.advance("P40D");
        var before = stripe.now();

        stripe.sandbox().restart();

        assertThat(stripe.now()).isAfterOrEqualTo(before);
        assertThat(Duration.between(Instant.now(), stripe.now())).isGreaterThan(Duration.ofDays(39));
        assertThat(invoices(subscription)).hasSize(2);
    }

    private Subscription trial(Customer customer) throws StripeException {
        return stripe.api()
                .v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setTrialPeriodDays(14L)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(StripeSandbox.PRO_USD)
                                .build())
                        .build());
    }

    private List<Invoice> invoices(Subscription subscription) throws StripeException {
        return stripe.api()
                .v1()
                .invoices()
                .list(InvoiceListParams.builder()
                        .setSubscription(subscription.getId())
                        .build())
                .getData();
    }

    private static SubscriptionItem item(Subscription subscription) {
        return subscription.getItems().getData().getFirst();
    }
}
