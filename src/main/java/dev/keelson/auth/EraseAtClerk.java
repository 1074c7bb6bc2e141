package dev.keelson.auth;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has the user deleted at Clerk, and with them their sessions there. */
@Component
class EraseAtClerk implements ErasureStep {
    private static final Logger log = LoggerFactory.getLogger(EraseAtClerk.class);

    private final ClerkUserLookup clerk;

    EraseAtClerk(ClerkUserLookup clerk) {
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
        if (!clerk.delete(erasure.clerkId())) {
            log.debug("erasure=gone_at_clerk user={}", erasure.user());
        }
    }
}
