package dev.keelson.clients.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.VendorKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vendors")
class RealClerkTest extends ClerkContract {
    private final VendorKey key = VendorKey.ofClerk();

    @Override
    String apiUrl() {
        return key.apiUrl();
    }

    @Override
    String secretKey() {
        return key.value();
    }

    // The header is one of the network in front of Clerk, which the stand-in does not have.
    @Test
    void refusalHasARequestId() {
        var thrown = catchThrowableOfType(ApiException.NotFound.class, () -> clerk.user("user_keelsonNobody"));

        assertThat(thrown).isNotNull();
        assertThat(thrown.failure().requestId()).isNotBlank();
    }
}
