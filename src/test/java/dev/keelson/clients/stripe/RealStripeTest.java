package dev.keelson.clients.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.clients.VendorKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vendors")
class RealStripeTest extends StripeContract {
    @Override
    String apiUrl() {
        return VendorKeys.apiUrl("stripe");
    }

    @Override
    String secretKey() {
        return VendorKeys.stripe();
    }

    // The stand-in has no entitlements.
    @Test
    void freshCustomerIsEntitledToNothing() {
        assertThat(stripe.listActiveEntitlements(customer())).isEmpty();
    }
}
