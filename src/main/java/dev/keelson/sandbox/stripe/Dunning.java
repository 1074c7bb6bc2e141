package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the account has chosen for renewals that fail: when they are tried again, and what comes after the last time. */
@Component
class Dunning {
    private static final String KIND = "stripe.dunning";
    private static final String ID = "dunning";
    private static final List<Long> USUAL = List.of(3L, 5L, 7L);

    private final SandboxStore store;

    Dunning(SandboxStore store) {
        this.store = store;
    }

    /** What becomes of the subscription when nobody has paid. */
    enum End {
        CANCEL,
        UNPAID,
        PAST_DUE
    }

    /** @param retryDays days from each failure to the next attempt */
    record Plan(List<Long> retryDays, End end) {
        /** @param made attempts that have failed */
        Optional<Duration> next(long made) {
            return made < retryDays.size() ? Optional.of(Duration.ofDays(retryDays.get((int) made))) : Optional.empty();
        }
    }

    Plan plan() {
        return store.find(KIND, ID)
                .map(kept -> new Plan(
                        kept.path("retry_days")
                                .valueStream()
                                .map(days -> days.longValue())
                                .toList(),
                        End.valueOf(Json.string(kept, "end"))))
                .orElseGet(() -> new Plan(USUAL, End.CANCEL));
    }

    void choose(Plan plan) {
        var kept = Json.object().put("end", plan.end().name());
        plan.retryDays().forEach(kept.putArray("retry_days")::add);
        store.put(KIND, ID, kept);
    }
}
