package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxReset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Profiles that Ayrshare has suspended: whatever is asked for them is refused, their deletion too. */
@Component
class Suspensions {
    private final Set<String> refIds = ConcurrentHashMap.newKeySet();

    void suspend(Profile profile) {
        refIds.add(profile.refId());
    }

    void lift(Profile profile) {
        refIds.remove(profile.refId());
    }

    /** @throws AyrshareException where it is suspended */
    void check(Profile profile) {
        if (refIds.contains(profile.refId())) {
            throw new AyrshareException(HttpStatus.FORBIDDEN, Code.PROFILE_SUSPENDED);
        }
    }

    @EventListener(SandboxReset.class)
    void reset() {
        refIds.clear();
    }
}
