package dev.keelson.billing.entitlements;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Shows a user what they may do and what they have used of it. */
@Component
class ReadEntitlements {
    private final Entitlements entitlements;
    private final UsageCounters counters;
    private final InstantSource clock;

    ReadEntitlements(Entitlements entitlements, UsageCounters counters, InstantSource clock) {
        this.entitlements = entitlements;
        this.counters = counters;
        this.clock = clock;
    }

    EntitlementsResponse of(UserId user) {
        var allowance = entitlements.allowance(user);
        var windows = EntitlementsResponse.windows(allowance, clock.instant());
        var starts = new TreeMap<String, Instant>();
        windows.forEach((name, window) -> starts.put(name, window.start()));
        return EntitlementsResponse.from(allowance, windows, counters.used(user, starts));
    }
}
