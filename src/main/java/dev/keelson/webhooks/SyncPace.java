package dev.keelson.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Spaces our calls to the vendors evenly, so that a comparison of everything never uses up what users need. */
@Component
class SyncPace {
    /** How a thread waits. */
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    private final SyncSettings settings;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Map<WebhookProvider, Instant> next = new EnumMap<>(WebhookProvider.class);

    @Autowired
    SyncPace(SyncSettings settings, InstantSource clock) {
        this(settings, clock, Thread::sleep);
    }

    SyncPace(SyncSettings settings, InstantSource clock, Sleeper sleeper) {
        this.settings = settings;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Returns when the next call may be made.
     *
     * @throws SyncStoppedException where the node is stopping
     */
    void await(WebhookProvider provider) {
        Instant now = clock.instant();
        Instant turn = takeTurn(provider, now);
        if (!turn.isAfter(now)) {
            return;
        }
        try {
            sleeper.sleep(Duration.between(now, turn));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncStoppedException();
        }
    }

    /** The vendor has had enough: nobody's turn comes before that. */
    synchronized void pause(WebhookProvider provider, Instant until) {
        next.merge(provider, until, (known, asked) -> known.isAfter(asked) ? known : asked);
    }

    private synchronized Instant takeTurn(WebhookProvider provider, Instant now) {
        Instant turn = next.getOrDefault(provider, Instant.MIN);
        if (turn.isBefore(now)) {
            turn = now;
        }
        next.put(provider, turn.plusNanos((long) (1_000_000_000 / settings.requestsPerSecond(provider))));
        return turn;
    }
}
