package dev.keelson.auth;

import dev.keelson.webhooks.SubjectBodies;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Forgets the events that vendors sent about the user, in the inbox and in its archives. */
@Component
class EraseInbox implements ErasureStep {
    /** What was on its way when the erasure began. */
    private static final Duration LEEWAY = Duration.ofDays(1);

    private final SubjectBodies bodies;

    EraseInbox(SubjectBodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public Phase phase() {
        return Phase.RECEIVED;
    }

    @Override
    public void erase(Erasure erasure) {
        boolean everything = erasure.pass() == 0 || erasure.last();
        Instant since = everything ? Instant.EPOCH : erasure.requestedAt().minus(LEEWAY);
        bodies.forget(names(erasure.names(), erasure.user().toString()), since, erasure.last());
    }

    /** Stripe's objects name our id in their metadata. */
    static Set<String> names(Set<String> atVendors, String ours) {
        var names = new HashSet<>(atVendors);
        names.add(ours);
        return names;
    }
}
