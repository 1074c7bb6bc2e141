package dev.keelson.bench;

import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a lone event takes from its acknowledgement to its effect, seen from outside: the subscription's row is read again
 * and again, every 0.2 ms, until it shows the event's version.
 */
final class IdleLatency {
    static final String ROW = "(d) idle, acknowledged to visible";
    private static final String INSIDE = "(d) idle, received_at to finished_at";

    private static final int EVENTS = 250;
    private static final int WARM_UP = 50;
    private static final Duration GAP = Duration.ofMillis(20);
    private static final long POLL_NANOS = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WebhookRig rig;
    private final Measurements measured;

    IdleLatency(WebhookRig rig, Measurements measured) {
        this.rig = rig;
        this.measured = measured;
    }

    void measure() throws IOException, SQLException, InterruptedException {
        rig.onlyWhole();
        rig.tables().reset();
        var effects = new Latencies(EVENTS);
        for (int i = 0; i < WARM_UP + EVENTS; i++) {
            long took = one();
            if (i >= WARM_UP) {
                effects.add(took);
            }
            Thread.sleep(GAP);
        }
        measured.add(ROW, Column.P50, effects.millis(50));
        measured.add(ROW, Column.P99, effects.millis(99));
        measured.add(ROW, Column.MAX, effects.millis(100));
        var lag = rig.tables().lag(Instant.EPOCH, Duration.ofDays(40_000)).getFirst();
        measured.add(INSIDE, Column.P50, lag.p50());
        measured.add(INSIDE, Column.P99, lag.p99());
        measured.add(INSIDE, Column.MAX, lag.max());
        rig.tables().reset();
    }

    /** @return ns from the answer to the effect */
    private long one() throws IOException, SQLException {
        var event = rig.requests().write(1, rig.events()::nextInOrder).getFirst();
        long acknowledged = HttpLoad.asFastAsItGoes(rig.whole().port(), rig.requests(), 1, PATIENCE)
                .lastAnswer();
        String id = SubscriptionEvents.subscriptionId(event.subscription());
        while (rig.tables().version(id) != event.created()) {
            if (System.nanoTime() - acknowledged > PATIENCE.toNanos()) {
                throw new IllegalStateException("an event had no effect in " + PATIENCE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return System.nanoTime() - acknowledged;
    }
}
