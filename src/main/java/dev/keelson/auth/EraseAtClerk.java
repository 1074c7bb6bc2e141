package dev.keelson.auth;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import org.springframework.stereotype.Component;

/** Has the user deleted at Clerk, and with them their sessions there. */
@Component
class EraseAtClerk implements ErasureStep {
    private final ClerkApiClient clerk;

    EraseAtClerk(ClerkApiClient clerk) {
        this.clerk = clerk;
    }

    @Override
    public String name() {
        return "clerk";
    }

    @Override
    public Phase phase() {
        return Phase.IDENTITY;
    }

    @Override
    public void erase(Erasure erasure) {
        try {
            clerk.deleteUser(erasure.clerkId());
        } catch (ApiException.NotFound _) {
            // Deleted there first, or by this step before a crash.
        }
    }
}
