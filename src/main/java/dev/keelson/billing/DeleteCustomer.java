package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deletes an erased user's customer at Stripe. May be repeated. */
@Component
class DeleteCustomer {
    private static final Logger log = LoggerFactory.getLogger(DeleteCustomer.class);

    private final StripeApiClient stripe;

    DeleteCustomer(StripeApiClient stripe) {
        this.stripe = stripe;
    }

    void run(String stripeId) {
        try {
            stripe.deleteCustomer(stripeId);
            log.info("billing=customer_deleted customer={}", stripeId);
        } catch (ApiException.NotFound e) {
            if (e.failure().vendorCode() == null) {
                // Not Stripe's own word, but that of something on the way: the customer may still be there.
                throw e;
            }
            log.info("billing=customer_already_deleted customer={}", stripeId);
        }
    }
}
