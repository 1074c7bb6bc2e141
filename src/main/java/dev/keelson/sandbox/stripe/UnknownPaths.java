package dev.keelson.sandbox.stripe;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Every call of Stripe's that the stand-in does not have, in Stripe's own words. */
@RestController
class UnknownPaths {
    @RequestMapping("/stripe/v1/**")
    ObjectNode unknown(HttpServletRequest request) {
        var path = request.getRequestURI().substring("/stripe".length());
        throw new StripeError(
                HttpStatus.NOT_FOUND,
                "invalid_request_error",
                "Unrecognized request URL (%s: %s). Please see https://stripe.com/docs or we can help at"
                                .formatted(request.getMethod(), path)
                        + " https://support.stripe.com/.");
    }
}
