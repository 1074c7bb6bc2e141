package dev.keelson.clients.stripe;

import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionResumeParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.OperationContract;
import dev.keelson.clients.TestClients;
import java.time.Instant;
import java.util.List;

class EveryStripeOperationTest extends OperationContract {
    private static final String OBJECT = "{\"id\":\"x_1\",\"object\":\"thing\",\"brand_new\":{\"a\":[1]}}";
    private static final String LIST =
            "{\"object\":\"list\",\"data\":[{\"id\":\"x_1\",\"status\":\"brand_new\"}],\"has_more\":false}";

    private final StripeApiClient stripe = new StripeClientConfiguration()
            .stripeApiClient(TestClients.factory(), settings(StripeSettings.class, "stripe"));

    @Override
    protected Class<? extends BaseApiClient> client() {
        return StripeApiClient.class;
    }

    @Override
    protected List<Operation> operations() {
        return List.of(
                post(
                        "createCustomer",
                        () -> stripe.createCustomer(
                                CustomerCreateParams.builder().build(), "k")),
                post(
                        "updateCustomer",
                        () -> stripe.updateCustomer(
                                "cus_1", CustomerUpdateParams.builder().build(), "k")),
                Operation.write("deleteCustomer", () -> stripe.deleteCustomer("cus_1"), OBJECT),
                post(
                        "createCheckoutSession",
                        () -> stripe.createCheckoutSession(
                                com.stripe.param.checkout.SessionCreateParams.builder()
                                        .build(),
                                "k")),
                post("expireCheckoutSession", () -> stripe.expireCheckoutSession("cs_1", "k")),
                post(
                        "createPortalSession",
                        () -> stripe.createPortalSession(
                                com.stripe.param.billingportal.SessionCreateParams.builder()
                                        .build(),
                                "k")),
                post(
                        "createSubscription",
                        () -> stripe.createSubscription(
                                SubscriptionCreateParams.builder().build(), "k")),
                post(
                        "updateSubscription",
                        () -> stripe.updateSubscription(
                                "sub_1", SubscriptionUpdateParams.builder().build(), "k")),
                post(
                        "resumeSubscription",
                        () -> stripe.resumeSubscription(
                                "sub_1", SubscriptionResumeParams.builder().build(), "k")),
                Operation.write(
                        "cancelSubscription",
                        () -> stripe.cancelSubscription(
                                "sub_1", SubscriptionCancelParams.builder().build()),
                        OBJECT),
                post(
                        "createPaymentIntent",
                        () -> stripe.createPaymentIntent(
                                PaymentIntentCreateParams.builder()
                                        .setAmount(1900L)
                                        .setCurrency("usd")
                                        .build(),
                                "k")),
                post("cancelPaymentIntent", () -> stripe.cancelPaymentIntent("pi_1", "k")),
                post(
                        "createSetupIntent",
                        () -> stripe.createSetupIntent(
                                SetupIntentCreateParams.builder().build(), "k")),
                post("detachPaymentMethod", () -> stripe.detachPaymentMethod("pm_1", "k")),
                post(
                        "createRefund",
                        () -> stripe.createRefund(RefundCreateParams.builder().build(), "k")),
                Operation.read(
                        "previewInvoice",
                        () -> stripe.previewInvoice(
                                InvoiceCreatePreviewParams.builder().build()),
                        OBJECT),
                Operation.read("upcomingInvoice", () -> stripe.upcomingInvoice("cus_1", "sub_1"), OBJECT),
                Operation.read("retrieve", () -> stripe.retrieve(StripeObjectType.REFUND, "re_1"), OBJECT),
                Operation.read(
                        "retrieveExpanded",
                        () -> stripe.retrieveExpanded(StripeObjectType.SUBSCRIPTION, "sub_1", List.of("discounts")),
                        OBJECT),
                Operation.read("retrieveEvent", () -> stripe.retrieveEvent("evt_1"), OBJECT),
                Operation.read("page", () -> stripe.page(StripeObjectType.SUBSCRIPTION, "sub_0"), LIST),
                Operation.read("undeliveredEvents", () -> stripe.undeliveredEvents(Instant.EPOCH, "evt_1", null), LIST),
                Operation.read("listProducts", stripe::listProducts, LIST),
                Operation.read("listPrices", stripe::listPrices, LIST),
                Operation.read("listSubscriptions", () -> stripe.listSubscriptions("cus_1"), LIST),
                Operation.read("listSubscriptionItems", () -> stripe.listSubscriptionItems("sub_1"), LIST),
                Operation.read("listPaymentMethods", () -> stripe.listPaymentMethods("cus_1"), LIST),
                Operation.read("listTaxIds", () -> stripe.listTaxIds("cus_1"), LIST),
                Operation.read("listActiveEntitlements", () -> stripe.listActiveEntitlements("cus_1"), LIST),
                Operation.read("listInvoices", () -> stripe.listInvoices("cus_1"), LIST),
                Operation.read("findPromotionCode", () -> stripe.findPromotionCode("SPRING"), LIST));
    }

    private static Operation post(String method, Runnable call) {
        return Operation.write(method, call, OBJECT).withKey();
    }
}
