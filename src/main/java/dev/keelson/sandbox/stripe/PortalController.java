package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
class PortalController {
    private final StripeObjects objects;
    private final StripeAddress address;

    PortalController(StripeObjects objects, StripeAddress address) {
        this.objects = objects;
        this.address = address;
    }

    @PostMapping("/stripe/v1/billing_portal/sessions")
    ObjectNode create(Params params) {
        var customer = objects.named(Kind.CUSTOMER, params, "customer");
        var session = objects.blank(Kind.PORTAL_SESSION);
        session.put("customer", Json.string(customer, "id"))
                .put("url", address.page("portal/" + Json.string(session, "id")));
        params.copyTexts(session, "configuration", "return_url", "locale");
        objects.create(session);
        return session;
    }
}
