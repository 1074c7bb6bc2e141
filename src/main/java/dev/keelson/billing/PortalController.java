package dev.keelson.billing;

import com.stripe.param.billingportal.SessionCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.IdGenerator;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Map;
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
    private final AuditLog audit;
    private final StripeApiClient stripe;
    private final ReturnUrls returnUrls;
    private final IdGenerator ids;

    PortalController(
            Customers customers, StripeApiClient stripe, ReturnUrls returnUrls, IdGenerator ids, AuditLog audit) {
        this.audit = audit;
        this.customers = customers;
        this.stripe = stripe;
        this.returnUrls = returnUrls;
        this.ids = ids;
    }

    /** @param returnUrl where the portal's way back leads */
    record Request(@Nullable @Size(max = 2000) String returnUrl) {
        static final Request DEFAULT = new Request(null);
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
        var customer = customers
                .find(user.id())
                .orElseThrow(() -> BillingProblem.NO_CUSTOMER.because("You have not bought anything yet."));
        var params = SessionCreateParams.builder()
                .setCustomer(customer.stripeId())
                .setReturnUrl(returnUrl)
                .build();
        // Each visit is a session of its own: there is nothing that must not be made twice.
        var session = stripe.createPortalSession(params, "keelson-" + ids.next());
        audit.record(user.id(), "portal.opened", user.id().toString(), Map.of());
        return new Portal(StripeJson.required(session, "url"));
    }
}
