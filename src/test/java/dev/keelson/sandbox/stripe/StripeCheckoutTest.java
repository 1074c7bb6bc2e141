package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.net.Webhook;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.checkout.SessionCreateParams;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.testing.BesideOthers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeCheckoutTest {
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
    void paidSessionStartsASubscription() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.checkout(customer, StripeSandbox.PRO_USD);

        var said = stripe.post(path(session.getUrl()) + "/pay");

        var done = stripe.api().v1().checkout().sessions().retrieve(session.getId());
        var subscription = stripe.subscription(done.getSubscription());
        var invoice = stripe.api().v1().invoices().retrieve(done.getInvoice());
        assertThat(session.getSubscription()).isNull();
        assertThat(said).startsWith("Paid. Subscription " + subscription.getId());
        assertThat(done.getStatus()).isEqualTo("complete");
        assertThat(done.getPaymentStatus()).isEqualTo("paid");
        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getItems().getData().getFirst().getCurrentPeriodEnd())
                .isGreaterThan(subscription.getCreated());
        assertThat(invoice.getStatus()).isEqualTo("paid");
        assertThat(invoice.getAmountPaid()).isEqualTo(2900);
        assertThat(invoice.getParent().getSubscriptionDetails().getSubscription())
                .isEqualTo(subscription.getId());
    }

    @Test
    void paymentSendsTheEventsThatStripeSends() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.checkout(customer, StripeSandbox.PRO_USD);

        stripe.post(path(session.getUrl()) + "/pay");

        stripe.awaitTypes(
                customer.getId(),
                "payment_method.attached",
                "payment_intent.created",
                "payment_intent.succeeded",
                "charge.succeeded",
                "customer.subscription.created",
                "customer.subscription.updated",
                "customer.updated",
                "invoice.created",
                "invoice.finalized",
                "invoice.updated",
                "invoice.paid",
                "invoice.payment_succeeded",
                "checkout.session.completed");
        var created = stripe.awaitEvent("customer.subscription.created", customer.getId());
        var updated = stripe.awaitEvent("customer.subscription.updated", customer.getId());
        assertThat(created.at("/data/object/status").stringValue()).isEqualTo("incomplete");
        assertThat(updated.at("/data/object/status").stringValue()).isEqualTo("active");
        assertThat(updated.at("/data/previous_attributes/status").stringValue()).isEqualTo("incomplete");
        assertThat(created.path("api_version").stringValue()).isEqualTo("2026-07-29.dahlia");
        assertThat(updated.path("created").longValue() - created.path("created").longValue())
                .isBetween(0L, 1L);
    }

    @Test
    void deliveredEventIsVerifiedByStripesOwnLibrary() throws Exception {
        var customer = stripe.customer();
        stripe.awaitTypes(customer.getId(), "customer.created");
        var request = stripe.webhooks().stream()
                .filter(webhook -> webhook.getBodyAsString().contains(customer.getId()))
                .findFirst()
                .orElseThrow();
        var signature = request.getHeader("Stripe-Signature");

        var event = Webhook.constructEvent(request.getBodyAsString(), signature, SandboxKeys.STRIPE_WEBHOOK_SECRET);

        assertThat(event.getType()).isEqualTo("customer.created");
        assertThat(event.getDataObjectDeserializer().getObject()).isPresent();
        assertThatThrownBy(() -> Webhook.constructEvent(request.getBodyAsString(), signature, "whsec_other"))
                .isInstanceOf(SignatureVerificationException.class);
    }

    @Test
    void declinedSessionStaysOpenAndCanBePaidLater() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.checkout(customer, StripeSandbox.PRO_USD);

        var said = stripe.post(path(session.getUrl()) + "/decline");

        assertThat(said).startsWith("Declined");
        assertThat(stripe.api()
                        .v1()
                        .checkout()
                        .sessions()
                        .retrieve(session.getId())
                        .getStatus())
                .isEqualTo("open");
        stripe.awaitTypes(customer.getId(), "charge.failed", "payment_intent.payment_failed");
        stripe.post(path(session.getUrl()) + "/pay");
        stripe.awaitTypes(customer.getId(), "payment_intent.succeeded", "checkout.session.completed");
        assertThat(stripe.types(customer.getId())).containsOnlyOnce("payment_intent.created");
    }

    @Test
    void authenticationIsAskedForAndThenGiven() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.checkout(customer, StripeSandbox.PRO_USD);

        var said = stripe.post(path(session.getUrl()) + "/authenticate");

        assertThat(said).contains("authenticate");
        var asked = stripe.awaitEvent("payment_intent.requires_action", customer.getId());
        assertThat(asked.at("/data/object/next_action/type").stringValue()).isEqualTo("redirect_to_url");
        stripe.post(path(session.getUrl()) + "/pay");
        stripe.awaitTypes(customer.getId(), "payment_intent.succeeded", "checkout.session.completed");
    }

    @Test
    void browserGetsAFormAndIsSentToTheShop() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);

        var page = stripe.sandbox()
                .client()
                .get()
                .uri(path(session.getUrl()))
                .accept(MediaType.TEXT_HTML)
                .retrieve()
                .body(String.class);
        var answer = stripe.sandbox()
                .client()
                .post()
                .uri(path(session.getUrl()) + "/pay")
                .accept(MediaType.TEXT_HTML, MediaType.ALL)
                .retrieve()
                .toBodilessEntity();

        assertThat(page).contains("<form", "Pay", "Decline", "Needs authentication", "$29.00");
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SEE_OTHER);
        assertThat(answer.getHeaders().getLocation())
                .hasToString("https://shop.example.com/done?session=" + session.getId());
    }

    @Test
    void programIsToldInJson() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);

        JsonNode answer = StripeSandbox.readBody(stripe.sandbox()
                .client()
                .post()
                .uri(path(session.getUrl()) + "/pay")
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .body(String.class));

        assertThat(answer.path("status").stringValue()).isEqualTo("complete");
        assertThat(answer.path("subscription").stringValue()).startsWith("sub_");
    }

    @Test
    void sessionIsPaidOnce() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);
        stripe.post(path(session.getUrl()) + "/pay");

        var again = stripe.post(path(session.getUrl()) + "/pay");

        assertThat(again).contains("This Checkout session is complete");
    }

    @Test
    void trialIsPaidNothing() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.api()
                .v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                        .setCustomer(customer.getId())
                        .setSuccessUrl("https://shop.example.com/done")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setPrice(StripeSandbox.PRO_USD)
                                .setQuantity(2L)
                                .build())
                        .setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                                .setTrialPeriodDays(14L)
                                .putMetadata("user", "42")
                                .build())
                        .build());

        stripe.post(path(session.getUrl()) + "/pay");

        var done = stripe.api().v1().checkout().sessions().retrieve(session.getId());
        var subscription = stripe.subscription(done.getSubscription());
        assertThat(session.getAmountTotal()).isZero();
        assertThat(done.getPaymentStatus()).isEqualTo("no_payment_required");
        assertThat(subscription.getStatus()).isEqualTo("trialing");
        assertThat(subscription.getTrialEnd() - subscription.getCreated()).isEqualTo(14 * 86_400L);
        assertThat(subscription.getMetadata()).containsEntry("user", "42");
        assertThat(subscription.getItems().getData().getFirst().getQuantity()).isEqualTo(2);
    }

    @Test
    void oneTimePaymentIsMadeForAPriceOfItsOwn() throws StripeException {
        var session = stripe.api()
                .v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.PAYMENT)
                        .setCustomerEmail("guest@example.com")
                        .setSuccessUrl("https://shop.example.com/done")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                        .setCurrency("eur")
                                        .setUnitAmount(1500L)
                                        .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                                .setName("Extra posts")
                                                .build())
                                        .build())
                                .setQuantity(2L)
                                .build())
                        .build());

        stripe.post(path(session.getUrl()) + "/pay");

        var done = stripe.api().v1().checkout().sessions().retrieve(session.getId());
        var intent = stripe.api().v1().paymentIntents().retrieve(done.getPaymentIntent());
        var items = stripe.api().v1().checkout().sessions().lineItems().list(session.getId());
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getAmountReceived()).isEqualTo(3000);
        assertThat(done.getCustomerDetails().getEmail()).isEqualTo("guest@example.com");
        assertThat(items.getData().getFirst().getDescription()).isEqualTo("Extra posts");
    }

    @Test
    void cardIsSavedWithoutAPayment() throws StripeException {
        var customer = stripe.customer();
        var session = stripe.api()
                .v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SETUP)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setSuccessUrl("https://shop.example.com/done")
                        .build());

        stripe.post(path(session.getUrl()) + "/pay");

        var cards = stripe.api().v1().customers().paymentMethods().list(customer.getId());
        assertThat(cards.getData()).hasSize(1);
        assertThat(cards.getData().getFirst().getCard().getLast4()).isEqualTo("4242");
        stripe.awaitTypes(customer.getId(), "setup_intent.succeeded", "payment_method.attached");
    }

    @Test
    void expiredSessionCannotBePaid() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);

        stripe.api().v1().checkout().sessions().expire(session.getId());

        assertThat(stripe.post(path(session.getUrl()) + "/pay")).contains("expired");
        stripe.awaitTypes(session.getId(), "checkout.session.expired");
    }

    @Test
    void invoiceShowsItsPaymentOnRequest() throws StripeException {
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);
        stripe.post(path(session.getUrl()) + "/pay");
        var done = stripe.api().v1().checkout().sessions().retrieve(session.getId());

        var invoice = stripe.api()
                .v1()
                .invoices()
                .retrieve(
                        done.getInvoice(),
                        InvoiceRetrieveParams.builder()
                                .addAllExpand(List.of("payments.data.payment.payment_intent"))
                                .build());

        var payment = invoice.getPayments().getData().getFirst();
        assertThat(payment.getStatus()).isEqualTo("paid");
        assertThat(payment.getPayment().getPaymentIntentObject().getStatus()).isEqualTo("succeeded");
        var pdf = stripe.sandbox()
                .client()
                .get()
                .uri(path(invoice.getInvoicePdf()))
                .retrieve()
                .body(byte[].class);
        assertThat(pdf).startsWith('%', 'P', 'D', 'F');
    }

    private static String path(String url) {
        return url.substring(url.indexOf("/stripe/"));
    }
}
