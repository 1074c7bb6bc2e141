package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stripe.param.billingportal.SessionCreateParams;
import com.stripe.param.billingportal.SessionCreateParams.FlowData;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Stripe's customer portal, where payment methods and invoices are looked after. */
@RestController
class PortalController {
    private final Customers customers;
    private final SubscriptionViews subscriptions;
    private final AuditLog audit;
    private final StripeApiClient stripe;
    private final ReturnUrls returnUrls;
    private final IdGenerator ids;

    PortalController(
            Customers customers,
            SubscriptionViews subscriptions,
            StripeApiClient stripe,
            ReturnUrls returnUrls,
            IdGenerator ids,
            AuditLog audit) {
        this.audit = audit;
        this.customers = customers;
        this.subscriptions = subscriptions;
        this.stripe = stripe;
        this.returnUrls = returnUrls;
        this.ids = ids;
    }

    /** What the customer comes for; the portal then shows that and nothing else. */
    enum Flow {
        @JsonProperty("payment_method_update")
        PAYMENT_METHOD_UPDATE,
        @JsonProperty("subscription_cancel")
        SUBSCRIPTION_CANCEL,
        @JsonProperty("subscription_update")
        SUBSCRIPTION_UPDATE
    }

    /**
     * @param returnUrl where the portal's way back leads
     * @param flow the whole portal where it is not said
     * @param subscriptionId ours, for the flows about a subscription; also whose portal it is, where the user is several customers
     */
    record Request(
            @Nullable @Size(max = 2000) String returnUrl,
            @Nullable Flow flow,
            @Nullable UUID subscriptionId) {
        static final Request DEFAULT = new Request(null, null, null);
    }

    /** @param url a bearer link that lives for minutes: never logged, never stored */
    record Portal(String url) {
        @Override
        public String toString() {
            return "Portal";
        }
    }

    @PostMapping("/api/v1/billing/portal-sessions")
    @ResponseStatus(HttpStatus.CREATED)
    Portal open(
            @AuthenticationPrincipal CurrentUser user,
            @RequestBody(required = false) @Valid @Nullable Request request) {
        var asked = request == null ? Request.DEFAULT : request;
        String returnUrl = returnUrls.allowed(asked.returnUrl());
        var subscription = asked.subscriptionId() == null ? null : subscription(user.id(), asked.subscriptionId());
        var params = SessionCreateParams.builder()
                .setCustomer(customer(user.id(), subscription))
                .setReturnUrl(returnUrl);
        if (asked.flow() != null) {
            params.setFlowData(flow(asked.flow(), subscription));
        }
        // Each visit is a session of its own: there is nothing that must not be made twice.
        var session = stripe.createPortalSession(params.build(), "keelson-" + ids.next());
        audit.record(user.id(), "portal.opened", user.id().toString(), Map.of());
        return new Portal(StripeJson.required(session, "url"));
    }

    /** A portal is one customer's, and a user may be several: the one who has the subscription, where it is about one. */
    private String customer(UserId user, @Nullable Subscription subscription) {
        return subscription != null
                ? subscriptions.customerOf(subscription)
                : customers
                        .find(user)
                        .orElseThrow(() -> BillingProblem.NO_CUSTOMER.because("You have not bought anything yet."))
                        .stripeId();
    }

    private static FlowData flow(Flow flow, @Nullable Subscription subscription) {
        var data = FlowData.builder().setType(FlowData.Type.valueOf(flow.name()));
        return switch (flow) {
            case PAYMENT_METHOD_UPDATE -> data.build();
            case SUBSCRIPTION_CANCEL ->
                data.setSubscriptionCancel(FlowData.SubscriptionCancel.builder()
                                .setSubscription(required(subscription).stripeId())
                                .build())
                        .build();
            case SUBSCRIPTION_UPDATE ->
                data.setSubscriptionUpdate(FlowData.SubscriptionUpdate.builder()
                                .setSubscription(required(subscription).stripeId())
                                .build())
                        .build();
        };
    }

    private static Subscription required(@Nullable Subscription subscription) {
        return Fields.required(subscription, "subscriptionId", "for this flow");
    }

    private Subscription subscription(UserId user, UUID id) {
        return subscriptions.find(user, id).orElseThrow(ChangeSubscription::notFound);
    }
}
