package dev.keelson.clients.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.clients.VendorKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vendors")
class RealStripeTest extends StripeContract {
    private final VendorKey key = VendorKey.ofStripe();

    @Override
    String apiUrl() {
        return key.apiUrl();
    }

    @Override
    String secretKey() {
        return key.value();
    }

    // The stand-in has no entitlements.
    @Test
    void freshCustomerIsEntitledToNothing() {
        assertThat(stripe.listActiveEntitlements(customer())).isEmpty();
    }
}
