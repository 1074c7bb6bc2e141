package dev.keelson.social.analytics;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What came of asking for a target's numbers. */
sealed interface Told {
    /**
     * @param own the network's own numbers
     * @param asOf when the network counted them
     */
    record Numbers(Counts counts, JsonNode own, Instant asOf) implements Told {}

    /** Asking again would bring the same. */
    record Stop(MetricState state, MetricReason reason) implements Told {}

    /**
     * It may be told later.
     *
     * @param pause null where it grows with each time
     * @param refusal whether it was refused, which is not borne for ever
     */
    record Later(MetricReason reason, @Nullable Duration pause, boolean refusal) implements Told {
        static Later soon(MetricReason reason) {
            return new Later(reason, null, false);
        }

        static Later in(Duration pause, MetricReason reason) {
            return new Later(reason, pause, false);
        }
    }

    /** Nothing of this profile can be asked before that has passed. */
    record NoTurn(MetricReason reason, Duration pause) implements Told {}
}
