package dev.keelson.billing.revenue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription was when, by all that was told of it. Of a second of which there are two states, that of its events
 * counts, except in the last one: there nothing has superseded what Stripe answered. What was before the first word about it is
 * inferred from that.
 */
final class SubscriptionTimeline {
    private final NavigableMap<Instant, SubscriptionState> states = new TreeMap<>();

    /** @param told in any order; one at least */
    SubscriptionTimeline(List<SubscriptionState> told) {
        Instant last = told.stream()
                .map(SubscriptionState::validFrom)
                .max(Instant::compareTo)
                .orElseThrow();
        for (SubscriptionState state : told) {
            states.merge(state.validFrom(), state, choice(state.validFrom().equals(last)));
        }
        inferred(states.firstEntry().getValue()).forEach(state -> states.put(state.validFrom(), state));
    }

    private static BinaryOperator<SubscriptionState> choice(boolean last) {
        return (one, other) -> one.answered() == last ? one : other;
    }

    /** The state at the end of what ends then; null where there was none yet. */
    @Nullable
    SubscriptionState before(Instant close) {
        var entry = states.lowerEntry(close);
        return entry == null ? null : entry.getValue();
    }

    Stream<SubscriptionState> states() {
        return states.values().stream();
    }

    /** What it must have been before anybody told of it: as it was first seen, after its trial. */
    private static List<SubscriptionState> inferred(SubscriptionState first) {
        Instant begun = first.begunAt();
        if (begun == null
                || !begun.isBefore(first.validFrom())
                || first.status().startsWith("incomplete")) {
            return List.of();
        }
        Instant seen = first.validFrom();
        var trialEnd = Optional.ofNullable(first.trialEnd()).filter(begun::isBefore);
        var ended = Optional.ofNullable(first.endedAt()).filter(seen::isAfter);
        var inferred = new ArrayList<SubscriptionState>();
        trialEnd.ifPresent(_ -> inferred.add(first.reconstructed(begun, SubscriptionState.TRIALING)));
        Instant paying = trialEnd.orElse(begun);
        if (paying.isBefore(ended.orElse(seen))) {
            inferred.add(first.reconstructed(paying, SubscriptionState.ACTIVE));
        }
        ended.ifPresent(end -> inferred.add(first.reconstructed(end, SubscriptionState.CANCELED)));
        return inferred;
    }
}
